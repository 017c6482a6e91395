/** "Did you mean": the nearest of the allowed names. */

/** Returns the number of insertions, deletions, substitutions and swaps between two words. */
function distance(one: string, other: string): number {
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, j) => j);
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1;
      let best = Math.min(
        (last[j] as number) + 1,
        (row[j - 1] as number) + 1,
        (last[j - 1] as number) + same,
      );
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
        best = Math.min(best, (before[j - 2] as number) + 1);
      }
      row.push(best);
    }
    before = last;
    last = row;
  }
  return last[other.length] as number;
}

/** Returns the allowed name that is nearest to `word`, if it is near enough to have been meant. */
function nearest(word: string, allowed: Iterable<string>): string | undefined {
  const plain = normal(word);
  let best: string | undefined;
  let least = Math.max(1, Math.floor(plain.length / 3)) + 1;
  for (const name of allowed) {
    const far = distance(plain, normal(name));
    if (far < least) {
      least = far;
      best = name;
    }
  }
  return best;
}

function normal(name: string): string {
  return name.toLowerCase().replace(/[-_ ]/g, '');
}

/** Returns `; did you mean 'x'?`, or nothing. */
export function didYouMean(word: string, allowed: Iterable<string>): string {
  const name = nearest(word, allowed);
  return name === undefined ? '' : `; did you mean '${name}'?`;
}

/** Returns names as a list for a message, the first thirty. */
export function listed(names: Iterable<string>): string {
  const all = [...names];
  if (all.length === 0) return 'none';
  return all.length <= 30
    ? all.join(', ')
    : `${all.slice(0, 30).join(', ')} and ${all.length - 30} more`;
}
