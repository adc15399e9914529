import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { ScriptedSource } from "../../../test/support/scripted-source.ts";
import { OpenRuns } from "./open-runs.ts";

test("a run is opened once for all, and closed when nobody looks any more", async () => {
  const source = new ScriptedSource();
  const run = source.add("one");
  const runs = new OpenRuns(source, 1);
  const [first, second] = await Promise.all([runs.take("one"), runs.take("one")]);
  expect([first.run, second.run, source.openings]).toEqual([run, run, 1]);
  first.release();
  first.release();
  await runs.look("one", () => undefined);
  expect([source.openings, run.closings]).toEqual([1, 0]);
  second.release();
  while (run.closings === 0) await setImmediate();
  await runs.look("one", () => undefined);
  expect(source.openings).toBe(2);
  await runs.close();
  expect(run.closings).toBe(2);
});

test("whoever comes back in time finds the run open", async () => {
  const source = new ScriptedSource();
  const run = source.add("one");
  const runs = new OpenRuns(source);
  for (let times = 0; times < 3; times += 1) await runs.look("one", () => undefined);
  await expect(
    runs.look("one", () => {
      throw new Error("what is asked fails");
    }),
  ).rejects.toThrow("what is asked fails");
  expect([source.openings, run.closings]).toEqual([1, 0]);
  await runs.close();
  expect(run.closings).toBe(1);
  await expect(runs.take("one")).rejects.toThrow("the server is closed");
});

test("what could not be opened is tried again", async () => {
  const source = new ScriptedSource();
  const runs = new OpenRuns(source);
  const [first, second] = await Promise.allSettled([runs.take("one"), runs.take("one")]);
  expect([first.status, second.status, source.openings]).toEqual(["rejected", "rejected", 1]);
  source.add("one");
  await runs.look("one", () => undefined);
  expect(source.openings).toBe(2);
  await runs.close();
});

test("a run that is being opened while all closes is closed, too", async () => {
  const source = new ScriptedSource();
  const run = source.add("one");
  let open = (): void => undefined;
  source.gate = new Promise((done) => (open = done));
  const runs = new OpenRuns(source);
  const taken = runs.take("one");
  const closed = runs.close();
  open();
  await Promise.all([taken, closed]);
  expect(run.closings).toBe(1);
});

test.each(["", ".", "..", "../one", "a/b", "a\\b", "a\0b", "x".repeat(201)])(
  "no folder is meant by a run: %j",
  async (id) => {
    const source = new ScriptedSource();
    await expect(new OpenRuns(source).take(id)).rejects.toThrow(`There is no run ${JSON.stringify(id)}.`);
    expect(source.openings).toBe(0);
  },
);
