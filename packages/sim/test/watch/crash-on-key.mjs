/** Loaded before the command: an error that nobody expects, at the press of a key. */

process.stdin.on('data', (text) => {
  if (String(text).includes('!')) throw new Error('planted');
});
