/** A terminal without a screen: what it would show after what was written. */

import headless from '@xterm/headless';
import type { Terminal } from '@xterm/headless';

export class Emulator {
  readonly #terminal: Terminal;

  constructor(columns: number, rows: number) {
    this.#terminal = new headless.Terminal({
      cols: columns,
      rows,
      allowProposedApi: true,
      scrollback: 50,
    });
  }

  resize(columns: number, rows: number): void {
    this.#terminal.resize(columns, rows);
  }

  write(text: string): Promise<void> {
    return new Promise((resolve) => this.#terminal.write(text, resolve));
  }

  /** The rows as text. */
  lines(): string[] {
    const buffer = this.#terminal.buffer.active;
    return Array.from({ length: this.#terminal.rows }, (_, row) =>
      (buffer.getLine(buffer.viewportY + row)?.translateToString(true) ?? '').trimEnd(),
    );
  }

  /** Every cell of each row: what it shows, and how. */
  cells(): string[][] {
    const buffer = this.#terminal.buffer.active;
    return Array.from({ length: this.#terminal.rows }, (_, row) => {
      const line = buffer.getLine(buffer.viewportY + row);
      return Array.from({ length: this.#terminal.cols }, (__, column) => {
        const cell = line?.getCell(column);
        if (cell === undefined) return '';
        const look = [
          cell.isBold(),
          cell.isDim(),
          cell.isInverse(),
          cell.getFgColorMode(),
          cell.getFgColor(),
        ];
        return `${cell.getChars() || ' '} ${look.join(' ')}`;
      });
    });
  }

  /** True while it shows its second screen, that of programs that take the whole of it. */
  get isAlternate(): boolean {
    return this.#terminal.buffer.active.type === 'alternate';
  }

  /** True if the modes that programs change are as in the beginning. */
  get isWrapping(): boolean {
    return this.#terminal.modes.wraparoundMode;
  }
}
