import { expect, test } from "vitest";
import { againOf, type AttemptOrder } from "./attempt-call.ts";

const order = (attempt: number, retry: number | undefined): AttemptOrder =>
  ({
    attempt,
    args: [],
    inputs: {},
    task: { name: "t", parameters: [], ...(retry === undefined ? {} : { retry }) },
  }) as unknown as AttemptOrder;

test.each([
  [order(1, undefined), {}, {}],
  [order(1, 1), {}, { again: true }],
  [order(2, 1), {}, {}],
  // The first was lost with the process that ran it.
  [order(2, 1), { lost: 1 }, { again: true }],
  [order(3, 1), { lost: 1 }, {}],
  [order(1, 1), { final: true }, {}],
])(
  "an attempt that failed is followed by another as the rules count: %#",
  (failed, { lost = 0, final }: { lost?: number; final?: boolean }, told) => {
    expect(againOf(failed, { final, lost })).toEqual(told);
  },
);
