import { expect, test } from "vitest";
import { missing, takerOf, type Demand, type ThreadState } from "./thread-use.ts";

const idle: ThreadState = { isReady: true, isIdle: true, hasRoom: true, isBrief: true };
const quick: ThreadState = { ...idle, isIdle: false };
const slow: ThreadState = { ...quick, isBrief: false };
const starting: ThreadState = { ...idle, isReady: false, hasRoom: false };
const demand = (length: number, estimate?: number, batch = 1): Demand => ({ length, estimate, atOnce: 50, batch });
const on = { size: 50, hasSpare: true, cores: 2 };

test("calls of which nothing is known share the threads that have nothing to do", () => {
  expect(takerOf([slow, idle, idle], demand(8), 2)).toEqual({ thread: idle, most: 4 });
  expect(takerOf([slow, slow], demand(8), 2)).toBeUndefined();
});

test("calls that are over in no time get no more threads than there are cores", () => {
  expect(takerOf([quick, quick, idle], demand(8, 0.01), 2)).toEqual({ thread: quick, most: 8 });
  expect(takerOf([quick, slow, idle], demand(8, 0.01), 2)).toEqual({ thread: idle, most: 8 });
  expect(takerOf([quick, quick, idle], demand(8, 2), 2)).toEqual({ thread: idle, most: 8 });
  // They wait until there are more of them, which travel together.
  expect(takerOf([quick, quick, idle], demand(8, 0.01, 32), 2)).toBeUndefined();
});

test("threads are made for what waits, a few at a time, and one more", () => {
  expect(missing([], demand(1), on)).toBe(1);
  expect(missing([], demand(50), on)).toBeLessThan(50);
  expect(
    missing(
      Array.from({ length: 49 }, () => starting),
      demand(50),
      on,
    ),
  ).toBe(0);
  expect(missing([slow], demand(0), on)).toBe(1);
  expect(missing([slow, idle], demand(0), on)).toBe(0);
});

test("threads are not made for calls that are over before one would have woken, unless others are stuck", () => {
  expect(missing([quick, quick], demand(50, 0.01), on)).toBe(0);
  expect(missing([quick, quick], demand(0), on)).toBe(0);
  expect(missing([quick, quick], demand(50, 1), on)).toBeGreaterThan(0);
  expect(missing([slow, slow], demand(50, 0.01), on)).toBe(2);
});
