/** The texts of events, which threads name by numbers of the function table. */

import { Kind } from '../trace/kinds.js';
import { Strings } from '../trace/strings.js';
import { unpack, type Context, type Take } from './packed.js';

/** What knows functions by their numbers, which are never given out again. */
export interface TextsHost {
  /** The name of a function's number. */
  nameOf(fn: number): string;
  /** The URL of the module of a function's number. */
  moduleOf(fn: number): string;
}

/** Gives events their texts. */
export class Texts {
  readonly strings: Strings = new Strings();
  /** Numbers of functions' names by those of the functions. */
  private readonly names: (number | undefined)[] = [];
  private readonly host: TextsHost;

  constructor(host: TextsHost) {
    this.host = host;
  }

  /** Tells the events of units (packed.ts), with their texts. */
  unpack(words: Int32Array, from: number, to: number, context: Context, take: Take): void {
    unpack(words, from, to, context, (time, kind, proc, machine, task, a, b, c) => {
      switch (kind) {
        case Kind.create:
        case Kind.expose:
          b = this.names[b] ?? this.findName(b);
          break;
        case Kind.refuse:
          a = this.names[a] ?? this.findName(a);
          break;
        case Kind.loadBegin:
        case Kind.loadEnd:
          a = this.strings.intern(this.host.moduleOf(a));
          break;
      }
      take(time, kind, proc, machine, task, a, b, c);
    });
  }

  /** Only once a function: it takes as long as a tiny task. */
  private findName(fn: number): number {
    const name = this.strings.intern(this.host.nameOf(fn));
    this.names[fn] = name;
    return name;
  }
}
