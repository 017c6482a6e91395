/**
 * Finds the files of a folder, each once.
 *
 * In a `node_modules` of pnpm nearly every package is a link into `.pnpm`, the store, and reachable
 * on many ways; so folders and files count by their real path. A link that leads out of the folder
 * is followed only into another `node_modules`: that is a store, while everything else out there
 * (the packages of a workspace) is not what was asked for.
 */

import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { messageOf, type Problem } from './report.js';

/** What a walk found. */
export interface Found {
  /** Real path of the folder. */
  readonly root: string;
  /** Real paths of its files, in an order that is the same each time. */
  readonly paths: readonly string[];
  /** Folders that could not be read, and links that lead nowhere. */
  readonly problems: readonly PathProblem[];
}

/** A problem with a path. */
export interface PathProblem extends Problem {
  readonly path: string;
}

/**
 * Walks a folder; when the signal fires, returns what has been found so far.
 *
 * @throws what the file system says if there is no such folder.
 */
export async function walk(folder: string, signal: AbortSignal): Promise<Found> {
  const root = await realpath(folder);
  const walker = new Walker(root);
  if (!(await stat(root)).isDirectory()) throw new Error(`${folder}: not a folder`);
  await walker.walk(signal);
  return { root, paths: [...walker.files], problems: walker.problems };
}

class Walker {
  readonly files = new Set<string>();
  readonly problems: PathProblem[] = [];
  private readonly folders = new Set<string>();
  private readonly pending: string[] = [];
  private readonly root: string;

  constructor(root: string) {
    this.root = root;
    this.pending.push(root);
  }

  async walk(signal: AbortSignal): Promise<void> {
    for (
      let folder = this.pending.pop();
      folder !== undefined && !signal.aborted;
      folder = this.pending.pop()
    ) {
      if (this.folders.has(folder)) continue;
      this.folders.add(folder);
      await this.visit(folder);
    }
  }

  private async visit(folder: string): Promise<void> {
    let entries: Dirent[];
    try {
      entries = await readdir(folder, { withFileTypes: true });
    } catch (error) {
      this.report(folder, error);
      return;
    }
    const folders: string[] = [];
    for (const entry of entries.sort(byName)) {
      const path = join(folder, entry.name);
      if (entry.isFile()) this.files.add(path);
      else if (entry.isDirectory() && entry.name !== '.git') folders.push(path);
      else if (entry.isSymbolicLink()) await this.follow(path, folders);
      // What is left are sockets, pipes and devices: reading them might never end.
    }
    this.pending.push(...folders.reverse()); // a stack: the first is taken first
  }

  private async follow(link: string, folders: string[]): Promise<void> {
    try {
      const target = await realpath(link);
      if (!this.isOurs(target)) return;
      const stats = await stat(target);
      if (stats.isDirectory()) folders.push(target);
      else if (stats.isFile()) this.files.add(target);
    } catch (error) {
      this.report(link, error);
    }
  }

  private isOurs(target: string): boolean {
    return (
      target === this.root ||
      target.startsWith(this.root + sep) ||
      target.includes(`${sep}node_modules${sep}`)
    );
  }

  private report(path: string, error: unknown): void {
    this.problems.push({ path, kind: 'unreadable', message: messageOf(error) });
  }
}

/** By UTF-16 code unit, not by any language's rules. */
function byName(a: Dirent, b: Dirent): number {
  return a.name < b.name ? -1 : 1;
}

/** `limit` of the files, spread evenly over the list: the same ones each time. */
export function sample(paths: readonly string[], limit: number | undefined): readonly string[] {
  if (limit === undefined || limit >= paths.length) return paths;
  return Array.from(
    { length: limit },
    (_, i) => paths[Math.floor((i * paths.length) / limit)] as string,
  );
}
