/** What writers of text formats have in common: text that grows, and is taken piece by piece. */

/** The text that was written and not taken. */
export abstract class TextWriter {
  protected text = '';

  get size(): number {
    return this.text.length;
  }

  take(): string {
    const { text } = this;
    this.text = '';
    return text;
  }
}
