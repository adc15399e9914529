import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { after } from "./timer.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const day = 86_400_000;

test("a timeout of thirty days lasts thirty days, which is more than Node's own timers can", () => {
  const call = vi.fn();
  after(30 * day, call);
  vi.advanceTimersByTime(30 * day - 1);
  expect(call).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(call).toHaveBeenCalledOnce();
});

test("a timer that is taken back never calls, however far along it is", () => {
  const call = vi.fn();
  const cancel = after(60 * day, call);
  vi.advanceTimersByTime(50 * day);
  cancel();
  vi.advanceTimersByTime(50 * day);
  expect(call).not.toHaveBeenCalled();
});

test("an endless delay never ends", () => {
  const call = vi.fn();
  const cancel = after(Infinity, call);
  vi.advanceTimersByTime(100 * day);
  expect(call).not.toHaveBeenCalled();
  cancel();
});
