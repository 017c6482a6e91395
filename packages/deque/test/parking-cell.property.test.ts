import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { PARKING_CELL_BYTES } from '../src/layout.js';
import { AWAKE, ParkingCell, RING, Unparker } from '../src/parking-cell.js';
import { runs } from './property.js';
import { framed } from './regions.js';

/** A parking cell in shared memory, and the same as two facts. */
class Twin {
  readonly region = framed(PARKING_CELL_BYTES);
  readonly cell = ParkingCell.create(this.region.buffer, this.region.at);
  readonly wakers = [0, 1].map(() => new Unparker(this.region.buffer, this.region.at));
  hasToken = false;
  isInLoop = false;

  unpark(by: number): void {
    expect(this.wakers[by]?.unpark()).toBe(this.isInLoop && !this.hasToken ? RING : AWAKE);
    this.hasToken = true;
  }

  park(): void {
    if (this.isInLoop) return; // one thread is not in both places
    expect(this.cell.park(0)).toBe(this.takeToken());
  }

  enterLoop(): void {
    if (this.isInLoop) return;
    this.isInLoop = !this.takeToken();
    expect(this.cell.enterLoop()).toBe(this.isInLoop);
  }

  leaveLoop(): void {
    if (!this.isInLoop) return;
    this.isInLoop = false;
    expect(this.cell.leaveLoop()).toBe(this.takeToken());
  }

  private takeToken(): boolean {
    const had = this.hasToken;
    this.hasToken = false;
    return had;
  }
}

const steps = fc.constantFrom<(twin: Twin) => void>(
  (twin) => twin.unpark(0),
  (twin) => twin.unpark(1),
  (twin) => twin.park(),
  (twin) => twin.enterLoop(),
  (twin) => twin.leaveLoop(),
);

test('any sequence of operations equals a token and a place', () => {
  fc.assert(
    fc.property(fc.array(steps, { maxLength: 60 }), (program) => {
      const twin = new Twin();
      for (const step of program) step(twin);
      expect(twin.region.isFrameIntact()).toBe(true);
    }),
    runs(500),
  );
});
