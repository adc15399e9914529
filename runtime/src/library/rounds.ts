/** A power of two: so many elements are made before a body stops. */
const ROUNDS = 512;

/** The list with something made of each element, in a body that stops now and then, so that others have a turn. */
export function* rounds<T, R>(list: readonly T[], make: (element: T, index: number) => R): Generator<void, R[]> {
  const made: R[] = [];
  for (const [index, element] of list.entries()) {
    if ((index + 1) % ROUNDS === 0) yield;
    made.push(make(element, index));
  }
  return made;
}
