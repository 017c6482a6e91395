/** Transpiles files by TypeScript's own compiler, to old JavaScript: whole classes are rewritten. */

import ts from 'typescript';
import type { Job } from './job.js';
import { scripts } from './texts.js';

export const job: Job = {
  batches(smoke) {
    return [smoke ? scripts(300, 1500).slice(0, 2) : scripts(500, 40_000)];
  },
  run(source: string): string {
    const compilerOptions = { target: ts.ScriptTarget.ES2015, module: ts.ModuleKind.ESNext };
    return ts.transpileModule(source, { compilerOptions }).outputText;
  },
};
