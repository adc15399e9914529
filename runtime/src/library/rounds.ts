/** A power of two: so many elements are made before a body stops. */
const ROUNDS = 512;

/** Of all lists together: many short ones take as long as a long one. */
let made = 0;

/** The list with something made of each element, in a body that stops now and then, so that others have a turn. */
export function* rounds<T, R>(list: readonly T[], make: (element: T, index: number) => R): Generator<void, R[]> {
  const all: R[] = [];
  for (const [index, element] of list.entries()) {
    if (++made % ROUNDS === 0) yield;
    all.push(make(element, index));
  }
  return all;
}

/** The same where an element is itself made with stops. */
export function* roundsOf<T, R>(
  list: readonly T[],
  make: (element: T, index: number) => Generator<void, R>,
): Generator<void, R[]> {
  const all: R[] = [];
  for (const [index, element] of list.entries()) {
    if (++made % ROUNDS === 0) yield;
    all.push(yield* make(element, index));
  }
  return all;
}
