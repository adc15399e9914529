/** Past so many mistakes in a file, or so many comparisons for them, no names are offered: each search goes through all there are. */
const MAXIMUM_MISTAKES = 200;
const MAXIMUM_COMPARISONS = 100_000;

/**
 * The candidates that a misspelt name may have meant, the nearest first; at most three. `mistakes`: how many were found before, where
 * both they and the candidates may be many.
 */
export function nearest(name: string, candidates: Iterable<string>, mistakes = 0): readonly string[] {
  if (mistakes >= MAXIMUM_MISTAKES) return [];
  const unique = new Set(candidates);
  if (mistakes * unique.size > MAXIMUM_COMPARISONS) return [];
  const farthest = Math.max(1, Math.floor(name.length / 3));
  const found: { readonly candidate: string; readonly distance: number }[] = [];
  for (const candidate of unique) {
    if (Math.abs(candidate.length - name.length) > farthest || candidate === name) continue;
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase(), farthest);
    // A name of one letter has no letter left once it was changed: everything would be near.
    if (distance <= farthest && distance < Math.max(name.length, candidate.length)) found.push({ candidate, distance });
  }
  found.sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1));
  return found.slice(0, 3).map((each) => each.candidate);
}

/** Number of letters to insert, remove, change or swap with a neighbour; more than `limit` where it is more than that. */
function editDistance(a: string, b: string, limit: number): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    let least = row;
    for (let column = 1; column <= b.length; column++) {
      const change = a[row - 1] === b[column - 1] ? 0 : 1;
      let cost = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + change,
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1])
        cost = Math.min(cost, (beforePrevious[column - 2] ?? 0) + 1);
      current.push(cost);
      least = Math.min(least, cost);
    }
    if (least > limit) return limit + 1;
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}
