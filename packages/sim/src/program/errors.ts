/** A program, policy or option that cannot be simulated. */
export class SimError extends Error {
  readonly code: 'ERR_PILFER_SIM';

  constructor(message: string) {
    super(message);
    this.code = 'ERR_PILFER_SIM';
  }

  static {
    // On the prototype, so that the name survives a minifier and does not show as a field.
    Object.defineProperty(this.prototype, 'name', { value: 'SimError' });
  }
}
