/** Strongly connected components of a graph of numbers, after Tarjan (SIAM J. Comput. 1, 1972), without recursion. */

/** Arrows of places `0 … size - 1`, by the place that they come from: those of `place` stand from `first[place]` to before `first[place + 1]`. */
export interface Arrows {
  readonly first: Int32Array;
  readonly to: Int32Array;
}

/** Sorts arrows by where they come from, in time linear in their number. */
export function arrowsOf(size: number, pairs: readonly (readonly [from: number, to: number])[]): Arrows {
  const first = new Int32Array(size + 1);
  for (const [from] of pairs) first[from + 1] = (first[from + 1] as number) + 1;
  for (let place = 0; place < size; place += 1)
    first[place + 1] = (first[place + 1] as number) + (first[place] as number);
  const next = first.slice();
  const to = new Int32Array(pairs.length);
  for (const [from, target] of pairs) {
    const at = next[from] as number;
    to[at] = target;
    next[from] = at + 1;
  }
  return { first, to };
}

/** Components, each with its places; one comes after all that it leads to. */
export function componentsOf(size: number, { first, to }: Arrows): readonly (readonly number[])[] {
  const components: number[][] = [];
  /** When each place was met, from 1; and the earliest that is known to be reached from it and to be in no component yet. */
  const met = new Int32Array(size);
  const low = new Int32Array(size);
  const isOpen = new Uint8Array(size);
  const open: number[] = [];
  /** The way to where the search is, and for each place the arrow that is followed next. */
  const way: number[] = [];
  const arrow = first.slice(0, size);
  let time = 0;
  const enter = (place: number): void => {
    met[place] = low[place] = ++time;
    isOpen[place] = 1;
    open.push(place);
    way.push(place);
  };
  for (let start = 0; start < size; start += 1) {
    if (met[start] !== 0) continue;
    enter(start);
    for (let place = way.at(-1); place !== undefined; place = way.at(-1)) {
      const at = arrow[place] as number;
      if (at < (first[place + 1] as number)) {
        arrow[place] = at + 1;
        const target = to[at] as number;
        if (met[target] === 0) enter(target);
        else if (isOpen[target] === 1) low[place] = Math.min(low[place] as number, met[target] as number);
        continue;
      }
      way.pop();
      const before = way.at(-1);
      if (before !== undefined) low[before] = Math.min(low[before] as number, low[place] as number);
      if (low[place] !== met[place]) continue;
      const component: number[] = [];
      for (let member = open.pop(); member !== undefined; member = member === place ? undefined : open.pop()) {
        isOpen[member] = 0;
        component.push(member);
      }
      components.push(component);
    }
  }
  return components;
}
