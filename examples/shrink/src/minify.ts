/**
 * Makes a source text smaller: types, comments and white space go; names stay.
 *
 * Babel reads and prints JavaScript; TypeScript first passes through Sucrase, which takes the types
 * away.
 */

import { generate } from '@babel/generator';
import { parse } from '@babel/parser';
import { transform } from 'sucrase';

/** What a file is written in. JavaScript may hold JSX, which stays as it is. */
export type Syntax = 'js' | 'ts' | 'tsx';

const SYNTAX: Readonly<Record<string, Syntax>> = {
  js: 'js',
  mjs: 'js',
  cjs: 'js',
  jsx: 'js',
  ts: 'ts',
  mts: 'ts',
  cts: 'ts',
  tsx: 'tsx',
};

/** Returns what a file is written in by its name, or undefined if it is no source. */
export function syntaxOf(path: string): Syntax | undefined {
  // Declarations (`.d.ts`, `.d.json.ts`) hold types only: nothing of them would be left.
  if (/\.d(\.[^./]+)?\.[cm]?ts$/.test(path)) return undefined;
  const extension = /\.([a-z]+)$/.exec(path)?.[1] ?? '';
  return Object.hasOwn(SYNTAX, extension) ? SYNTAX[extension] : undefined;
}

/**
 * Returns a shorter text that does the same.
 *
 * @throws SyntaxError, or what else a parser throws, if the text can't be parsed.
 */
export function minify(text: string, syntax: Syntax): string {
  const program = parse(syntax === 'js' ? text : withoutTypes(text, syntax), {
    sourceType: 'unambiguous',
    allowReturnOutsideFunction: true,
    attachComment: false,
    plugins: ['jsx', 'decorators', 'decoratorAutoAccessors', 'explicitResourceManagement'],
  });
  return generate(program, {
    minified: true,
    comments: false,
    jsescOption: { minimal: true }, // letters beyond ASCII stay letters
  }).code;
}

function withoutTypes(text: string, syntax: 'ts' | 'tsx'): string {
  return transform(text, {
    transforms: syntax === 'tsx' ? ['typescript', 'jsx'] : ['typescript'],
    jsxRuntime: 'preserve',
    disableESTransforms: true,
  }).code;
}
