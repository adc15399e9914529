/** Sorting in parts, so that others have a turn in between. */

type Compare = (a: number, b: number) => number;

/** So many nodes are put in their places in a part, each with some comparisons. */
const part = 2048;
const run = 512;

/** What is left of the part that is under way. */
interface Part {
  left: number;
}

/** Whether one more place was the last of the part; then the next begins. */
function isOver(now: Part): boolean {
  now.left -= 1;
  if (now.left > 0) return false;
  now.left = part;
  return true;
}

/** Answers a sorted copy; yields after each part. */
export function* sorted(list: readonly number[], compare: Compare): Generator<void, readonly number[]> {
  let runs: (readonly number[])[] = [];
  for (let start = 0; start < list.length; start += run) {
    runs.push(list.slice(start, start + run).sort(compare));
    yield;
  }
  const now: Part = { left: part };
  while (runs.length > 1) {
    const longer: (readonly number[])[] = [];
    for (let index = 0; index < runs.length; index += 2)
      longer.push(yield* mergedWithin(now, runs[index] as readonly number[], runs[index + 1] ?? [], compare));
    runs = longer;
  }
  return runs[0] ?? [];
}

/** One sorted list of two; yields after each part. */
export function merged(
  left: readonly number[],
  right: readonly number[],
  compare: Compare,
): Generator<void, readonly number[]> {
  return mergedWithin({ left: part }, left, right, compare);
}

function* mergedWithin(
  now: Part,
  left: readonly number[],
  right: readonly number[],
  compare: Compare,
): Generator<void, readonly number[]> {
  if (right.length === 0) return left;
  const all: number[] = [];
  let taken = 0;
  for (const node of right) {
    while (taken < left.length && compare(left[taken] as number, node) < 0) {
      all.push(left[taken++] as number);
      if (isOver(now)) yield;
    }
    all.push(node);
    if (isOver(now)) yield;
  }
  for (; taken < left.length; taken += 1) all.push(left[taken] as number);
  return all;
}
