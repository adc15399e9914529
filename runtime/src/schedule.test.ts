import fc from "fast-check";
import { expect, test } from "vitest";
import { workOf } from "../../test/support/work.ts";
import { Schedule, type Ready, type Terms } from "./schedule.ts";

const usual: Terms = { limit: Infinity, priority: 0, cpus: 0, memory: 0 };

/** A node with the terms that most have, or with its own. */
function ready(node: number, more: Partial<Omit<Ready, "terms"> & Terms> = {}): Ready {
  const { group = 0, depth = 0, priority, ...own } = more;
  const terms = Object.keys(own).length === 0 ? usual : { ...usual, ...own };
  return { node, group, depth, priority, terms };
}

const scheduleOf = (concurrency: number, cpus = Infinity, memory = Infinity): Schedule =>
  new Schedule({ concurrency, cpus, memory });

function startAll(schedule: Schedule, now = 0): number[] {
  const started: number[] = [];
  for (let node = schedule.next(now); node !== undefined; node = schedule.next(now)) started.push(node);
  return started;
}

test("as many run as may run at once, and the next starts when one has ended", () => {
  const schedule = scheduleOf(2);
  for (const node of [1, 2, 3]) schedule.add(ready(node));
  expect(startAll(schedule)).toEqual([1, 2]);
  schedule.ended(1);
  expect(startAll(schedule)).toEqual([3]);
  expect([schedule.running, schedule.waiting]).toEqual([2, 0]);
});

test("a higher priority goes first, over all tasks; among equals the first come is the first served", () => {
  const schedule = scheduleOf(10);
  [
    ready(1),
    ready(2, { priority: 5, group: 1 }),
    ready(3, { priority: 5 }),
    ready(4, { priority: -1 }),
    ready(5),
  ].forEach((each) => schedule.add(each));
  expect(startAll(schedule)).toEqual([2, 3, 1, 5, 4]);
});

test("a task's limit holds back its own nodes only", () => {
  const schedule = scheduleOf(10);
  for (const node of [1, 2, 3]) schedule.add(ready(node, { limit: 1, priority: 9 }));
  for (const node of [4, 5]) schedule.add(ready(node, { group: 1 }));
  expect(startAll(schedule)).toEqual([1, 4, 5]);
  schedule.ended(4);
  expect(startAll(schedule)).toEqual([]);
  schedule.ended(1);
  expect(startAll(schedule)).toEqual([2]);
});

test("a node that is taken back does not start", () => {
  const schedule = scheduleOf(10);
  for (const node of [1, 2, 3]) schedule.add(ready(node));
  expect([schedule.drop(1), schedule.drop(3), schedule.drop(9)]).toEqual([true, true, false]);
  expect(schedule.waiting).toBe(1);
  expect(startAll(schedule)).toEqual([2]);
  schedule.add(ready(1));
  expect(startAll(schedule)).toEqual([1]);
});

test("whatever comes, the order is that of a sorted list", () => {
  fc.assert(
    fc.property(fc.array(node), (nodes) => {
      const schedule = scheduleOf(Infinity);
      nodes.forEach((each, i) => schedule.add(ready(i, each)));
      expect(startAll(schedule)).toEqual(sorted(nodes));
    }),
  );
});

test("nodes that are taken back leave the others in order, whoever starts in between", () => {
  const nodes = fc.array(fc.tuple(node, fc.boolean(), fc.boolean()));
  fc.assert(
    fc.property(nodes, (all) => {
      const schedule = scheduleOf(Infinity);
      const left = new Set<number>();
      const first = (): number | undefined => sorted(all.map(([each]) => each)).find((i) => left.has(i));
      all.forEach(([each, isDropped, starts], i) => {
        schedule.add(ready(i, each));
        left.add(i);
        const some = [...left][i % left.size] as number;
        if (isDropped) expect(schedule.drop(some)).toBe(left.delete(some));
        if (!starts) return;
        const expected = first();
        expect(schedule.next(0)).toBe(expected);
        if (expected !== undefined) left.delete(expected);
      });
      expect(schedule.waiting).toBe(left.size);
      expect(startAll(schedule)).toEqual(sorted(all.map(([each]) => each)).filter((i) => left.has(i)));
    }),
  );
});

test("nodes that are taken ahead and come back are where they were", () => {
  const back = fc.array(fc.nat(), { maxLength: 12 });
  fc.assert(
    fc.property(fc.array(node), fc.nat(12), back, (nodes, most, order) => {
      const schedule = scheduleOf(Infinity);
      nodes.forEach((each, i) => schedule.add(ready(i, each)));
      const taken: { readonly node: number; readonly turn: number }[] = [];
      for (let next = schedule.takeAhead(() => true); next !== undefined;) {
        taken.push(next);
        next = taken.length < most ? schedule.takeAhead(() => true) : undefined;
      }
      expect(taken.map((each) => each.node)).toEqual(sorted(nodes).slice(0, taken.length));
      for (const place of [...order, ...taken.map(() => 0)]) {
        const [one] = taken.splice(place % Math.max(1, taken.length), 1);
        if (one !== undefined) schedule.add({ ...ready(one.node, nodes[one.node]), turn: one.turn });
      }
      expect(startAll(schedule)).toEqual(sorted(nodes));
    }),
  );
});

const node = fc.record({ group: fc.nat(3), depth: fc.nat(3), priority: fc.integer({ min: -3, max: 3 }) });

/** Indices by priority, then the deepest first, then in the order in which they came. */
function sorted(nodes: readonly { readonly depth: number; readonly priority: number }[]): readonly number[] {
  return nodes
    .map((each, i) => ({ ...each, i }))
    .sort((a, b) => b.priority - a.priority || b.depth - a.depth || a.i - b.i)
    .map(({ i }) => i);
}

test("what runs takes no more cpus and memory than there are, and what fits goes past what does not", () => {
  const schedule = scheduleOf(10, 4, 100);
  schedule.add(ready(1, { cpus: 3, memory: 10 }));
  schedule.add(ready(2, { cpus: 2, group: 1 }));
  schedule.add(ready(3, { cpus: 1, group: 2, memory: 90 }));
  schedule.add(ready(4, { cpus: 0, group: 3, memory: 1 }));
  schedule.add(ready(5, { cpus: 0, group: 4, memory: 0 }));
  expect(startAll(schedule)).toEqual([1, 3, 5]);
  schedule.ended(3);
  expect(startAll(schedule)).toEqual([4]);
  schedule.ended(1);
  expect(startAll(schedule)).toEqual([2]);
});

test("shares of a cpu fill it exactly", () => {
  const schedule = scheduleOf(20, 2);
  for (let node = 0; node < 12; node++) schedule.add(ready(node, { cpus: 0.2 }));
  expect(startAll(schedule)).toHaveLength(10);
  schedule.ended(3);
  expect(startAll(schedule)).toHaveLength(1);
});

test("a node that needs much is not passed for ever", () => {
  const schedule = scheduleOf(10, 4);
  schedule.add(ready(200, { cpus: 1, group: 1 }));
  expect(startAll(schedule)).toEqual([200]);
  schedule.add(ready(0, { cpus: 4 }));
  const after: number[] = [];
  for (let node = 1; node <= 100; node++) {
    schedule.add(ready(node, { cpus: 1, group: 1 }));
    after.push(...startAll(schedule));
    for (const running of after.slice(-1)) schedule.ended(running);
  }
  expect(after.length).toBeGreaterThan(0);
  expect(after.length).toBeLessThan(50);
  schedule.ended(200);
  expect(startAll(schedule)).toEqual([0]);
});

test("a rate lets so many start in any span of its time, and says when the next may", () => {
  const schedule = scheduleOf(10);
  const rate = { count: 2, per: 100 };
  for (const node of [1, 2, 3, 4, 5]) schedule.add(ready(node, { rate }));
  schedule.add(ready(6, { group: 1 }));
  expect(startAll(schedule, 1000)).toEqual([1, 2, 6]);
  expect(schedule.nextDue(1000)).toBe(1100);
  // That they have ended makes no difference: starts are counted.
  schedule.ended(1);
  expect(startAll(schedule, 1099)).toEqual([]);
  expect(startAll(schedule, 1100)).toEqual([3, 4]);
  expect(startAll(schedule, 1150)).toEqual([]);
  expect(schedule.drop(5)).toBe(true);
  expect(schedule.nextDue(1150)).toBe(undefined);
});

test("no span of a rate's time ever has more starts than it says", () => {
  const steps = fc.array(fc.record({ wait: fc.nat(40), add: fc.nat(5) }), { maxLength: 60 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 60 }), steps, (count, per, all) => {
      const schedule = scheduleOf(Infinity);
      const starts: number[] = [];
      let now = 0;
      let nodes = 0;
      for (const { wait, add } of all) {
        now += wait;
        for (let i = 0; i < add; i++) schedule.add(ready(nodes++, { rate: { count, per } }));
        starts.push(...startAll(schedule, now).map(() => now));
      }
      starts.forEach((start, i) => {
        const earlier = starts[i - count];
        if (earlier !== undefined) expect(start - earlier).toBeGreaterThanOrEqual(per);
      });
      for (; schedule.waiting > 0; now = schedule.nextDue(now) ?? now + 1) startAll(schedule, now);
    }),
  );
});

test.each<[string, (node: number) => Ready]>([
  ["each has a priority of its own, and its task a limit", (node) => ready(node, { limit: 1, priority: -node })],
  ["each has terms of its own that are like those of the others", (node) => ready(node, { limit: 1 })],
  ["the budgets have room for one, and each says itself what it needs", (node) => ready(node, { cpus: 4 })],
  ["a rate lets few start", (node) => ready(node, { rate: { count: 1, per: 1 }, priority: -node })],
])("how much is looked at for each node does not grow with those that wait: %s", (_, of) => {
  const work = (size: number): number =>
    workOf("runtime", () => {
      const schedule = scheduleOf(10, 4);
      for (let node = 0; node < size; node += 1) schedule.add(of(node));
      for (let time = 0; schedule.waiting > 0; time += 1)
        for (const node of startAll(schedule, time)) schedule.ended(node);
    }) / size;
  expect(work(1000)).toBeLessThan(2.5 * work(50));
});
