/**
 * Returns the value below or at which a share `p` (0 to 1) of the sorted values lies: the nearest
 * rank, so it is always one of them. 0 if there is none.
 */
export function percentile(sorted: ArrayLike<number>, p: number): number {
  if (sorted.length === 0) return 0;
  const rank = Math.ceil(p * sorted.length);
  return sorted[Math.min(sorted.length, Math.max(1, rank)) - 1] as number;
}
