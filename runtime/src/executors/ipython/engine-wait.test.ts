import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { EngineWait } from "./engine-wait.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function waiting() {
  const told: string[] = [];
  const wait = new EngineWait({
    name: "ipy",
    wait: 15_000,
    giveUp: (why) => told.push(`failed: ${why}`),
    warn: (message) => told.push(`warning: ${message}`),
  });
  return { wait, told };
}

const noEngine = 'the IPython cluster of the executor "ipy" has no engine';

test("a wait for an engine begins anew when the controller is back, and is told of as it begins", () => {
  const { wait, told } = waiting();
  wait.note("controller");
  wait.note("controller", "the controller cannot be reached");
  vi.advanceTimersByTime(14_000);
  wait.note("engine");
  expect(told).toEqual([`warning: ${noEngine}; tasks wait 15 s for one`]);
  vi.advanceTimersByTime(14_000);
  wait.note("engine");
  expect(told).toHaveLength(1);
  vi.advanceTimersByTime(1_000);
  expect(told.slice(1)).toEqual([`failed: ${noEngine}, and none came within 15 s`]);
});

test("a controller that does not come back fails what waits, with what was said last", () => {
  const { wait, told } = waiting();
  wait.note("controller");
  wait.note("controller", "the controller cannot be reached");
  wait.note("controller");
  vi.advanceTimersByTime(15_000);
  expect(told).toEqual(["failed: the controller cannot be reached; waited 15 s for it"]);
});

test("nothing fails when an engine has come, or nobody waits any more", () => {
  const { wait, told } = waiting();
  wait.note("engine");
  wait.note("none");
  vi.advanceTimersByTime(60_000);
  wait.note("controller");
  wait.close();
  vi.advanceTimersByTime(60_000);
  expect(told).toEqual([`warning: ${noEngine}; tasks wait 15 s for one`]);
});
