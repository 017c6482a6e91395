/** Loaded before the command: its pipes pass for a terminal that says what is done to it. */

const { stdin, stdout } = process;
Object.assign(stdin, {
  isTTY: true,
  setRawMode(isRaw) {
    stdout.write(`<raw ${isRaw}>`);
    return stdin;
  },
});
Object.assign(stdout, { isTTY: true, columns: 80, rows: 24, getColorDepth: () => 8 });

if (process.env.PLANTED === 'exception') {
  stdin.on('data', (text) => {
    if (String(text).includes('!')) throw new Error('planted');
  });
}
