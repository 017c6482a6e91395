/**
 * Does it pay to spin for results? Whoever spins may hold the very core that a machine needs to make
 * them: when other programs want the processor, or when there is one core only. Then each call would
 * take as long as its caller spins. And a task may take longer than that anyhow.
 *
 * Nobody can tell beforehand, so the last spins decide: after some in vain no more, but for a probe now
 * and then. As locks do that adapt: Karlin, Li, Manasse and Owicki, "Empirical Studies of Competitive
 * Spinning for a Shared-Memory Multiprocessor", SOSP 1991, section 3.
 */

/** So many spins in vain, one after the other, end the trust. */
const FAILURES = 3;

/** After so many waits without one, another is tried: at first, and after many in vain. */
const FIRST_PROBE = 16;
const LAST_PROBE = 256;

/** One thread's experience with spinning. */
export class SpinTrust {
  private failures = 0;
  private skipped = 0;
  private probe = FIRST_PROBE;

  /** Whether the wait that begins now is to begin with a spin. */
  maySpin(): boolean {
    if (this.failures < FAILURES) return true;
    if (++this.skipped < this.probe) return false;
    this.skipped = 0;
    return true;
  }

  /** A result came during a spin. */
  paid(): void {
    this.failures = 0;
    this.probe = FIRST_PROBE;
  }

  /** None did. */
  failed(): void {
    if (this.failures < FAILURES) this.failures++;
    else this.probe = Math.min(2 * this.probe, LAST_PROBE);
  }
}
