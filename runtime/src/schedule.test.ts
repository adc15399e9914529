import fc from "fast-check";
import { expect, test } from "vitest";
import { Schedule, type Ready } from "./schedule.ts";

const ready = (node: number, more: Partial<Ready> = {}): Ready => ({
  node,
  group: 0,
  limit: Infinity,
  priority: 0,
  ...more,
});

function startAll(schedule: Schedule): number[] {
  const started: number[] = [];
  for (let node = schedule.next(); node !== undefined; node = schedule.next()) started.push(node);
  return started;
}

test("as many run as may run at once, and the next starts when one has ended", () => {
  const schedule = new Schedule(2);
  for (const node of [1, 2, 3]) schedule.add(ready(node));
  expect(startAll(schedule)).toEqual([1, 2]);
  schedule.ended(1);
  expect(startAll(schedule)).toEqual([3]);
  expect([schedule.running, schedule.waiting]).toEqual([2, 0]);
});

test("a higher priority goes first, over all tasks; among equals the first come is the first served", () => {
  const schedule = new Schedule(10);
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
  const schedule = new Schedule(10);
  for (const node of [1, 2, 3]) schedule.add(ready(node, { limit: 1, priority: 9 }));
  for (const node of [4, 5]) schedule.add(ready(node, { group: 1 }));
  expect(startAll(schedule)).toEqual([1, 4, 5]);
  schedule.ended(4);
  expect(startAll(schedule)).toEqual([]);
  schedule.ended(1);
  expect(startAll(schedule)).toEqual([2]);
});

test("a node that is taken back does not start", () => {
  const schedule = new Schedule(10);
  for (const node of [1, 2, 3]) schedule.add(ready(node));
  expect([schedule.drop(1), schedule.drop(3), schedule.drop(9)]).toEqual([true, true, false]);
  expect(schedule.waiting).toBe(1);
  expect(startAll(schedule)).toEqual([2]);
  schedule.add(ready(1));
  expect(startAll(schedule)).toEqual([1]);
});

test("whatever comes, the order is that of a sorted list", () => {
  fc.assert(
    fc.property(fc.array(fc.record({ group: fc.nat(3), priority: fc.integer({ min: -3, max: 3 }) })), (nodes) => {
      const schedule = new Schedule(Infinity);
      nodes.forEach((node, i) => schedule.add(ready(i, node)));
      const expected = nodes
        .map((_, i) => i)
        .sort((a, b) => (nodes[b]?.priority ?? 0) - (nodes[a]?.priority ?? 0) || a - b);
      expect(startAll(schedule)).toEqual(expected);
    }),
  );
});
