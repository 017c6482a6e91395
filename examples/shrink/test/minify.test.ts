import { describe, expect, test } from '@jest/globals';
import { minify, syntaxOf } from '../src/minify.js';

test.each([
  ['a.js', 'js'],
  ['lib/a.mjs', 'js'],
  ['a.cjs', 'js'],
  ['a.jsx', 'js'],
  ['a.ts', 'ts'],
  ['a.mts', 'ts'],
  ['a.tsx', 'tsx'],
  ['a.d.ts', undefined],
  ['a.d.mts', undefined],
  ['data.d.json.ts', undefined],
  ['a.json', undefined],
  ['a.js.map', undefined],
  ['js', undefined],
  ['a.constructor', undefined],
])('%s is written in %s', (path, syntax) => {
  expect(syntaxOf(path)).toBe(syntax);
});

describe('what is left', () => {
  test.each([
    ['comments and white space go', 'js', '// no\nconst a = 1; /* no */\n\n', 'const a=1;'],
    ['an interpreter stays', 'js', '#!/usr/bin/env node\nrun();', '#!/usr/bin/env node\nrun();'],
    ['directives stay', 'js', "'use strict';\nrun();", '"use strict";run();'],
    ['letters stay letters', 'js', "const ä = 'é';", 'const ä="é";'],
    ['a module', 'js', "import a from 'a';\nexport { a };", 'import a from"a";export{a};'],
    ['a script that returns', 'js', 'if (a) return;', 'if(a)return;'],
    ['decorators', 'js', '@a class B { @c d() {} }', '@a class B{@c d(){}}'],
    ['JSX', 'js', 'const a = <b c={d} />;', 'const a=<b c={d}/>;'],
    ['types go', 'ts', 'const a: number = b as number;', 'const a=b;'],
    ['type imports go', 'ts', "import type { A } from 'a';\nexport {};", 'export{};'],
    ['types go, JSX stays', 'tsx', 'const a: A = <b />;', 'const a=<b/>;'],
  ] as const)('%s', (_, syntax, text, expected) => {
    expect(minify(text, syntax)).toBe(expected);
  });
});

test.each([
  ['js', 'let a = ;'],
  ['ts', 'const a: = 1;'],
] as const)('what is no %s is refused', (syntax, text) => {
  expect(() => minify(text, syntax)).toThrow(/\(1:\d+\)/);
});
