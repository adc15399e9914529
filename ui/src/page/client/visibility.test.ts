import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Visibility } from "./visibility.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function pageThatIs(hidden: boolean) {
  const page = {
    hidden,
    listen: () => {},
    addEventListener: (_: "visibilitychange", listen: () => void) => void (page.listen = listen),
    turn(hidden: boolean) {
      page.hidden = hidden;
      page.listen();
    },
  };
  return page;
}

test("a page counts as hidden only when it is for long", () => {
  const page = pageThatIs(false);
  const seen = new Visibility(page, 1_000);
  page.turn(true);
  vi.advanceTimersByTime(900);
  page.turn(false);
  vi.advanceTimersByTime(900);
  expect(seen.signal.aborted).toBe(false);
  page.turn(true);
  vi.advanceTimersByTime(1_000);
  expect(seen.signal.aborted).toBe(true);
});

test("who waits goes on when the page is seen again, under a signal of its own", async () => {
  const page = pageThatIs(true);
  const seen = new Visibility(page, 1_000);
  await seen.whenSeen;
  vi.advanceTimersByTime(1_000);
  let isSeen = false;
  const waits = seen.whenSeen.then(() => (isSeen = true));
  await Promise.resolve();
  expect(isSeen).toBe(false);
  page.turn(false);
  await waits;
  expect(seen.signal.aborted).toBe(false);
});
