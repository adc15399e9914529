import { dirname, join } from "node:path";
import { catalogue, runTimeTitles } from "@adg/compiler";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import {
  byLine,
  casesIn,
  checked,
  commanded,
  comparable,
  comparedTo,
  copyOf,
  corpus,
  expectedOf,
  Runner,
} from "./support/corpus-case.ts";
import { tempFolder } from "./support/temp-folder.ts";

// A case is checked, run by the command, and run again in other orders.
vi.setConfig({ testTimeout: 60_000, maxConcurrency: 3 });

const folder = tempFolder();
const names = casesIn(corpus);
const seeds = [1, 2, 3];

let runner: Runner;
beforeAll(async () => {
  runner = await Runner.start();
});
afterAll(() => runner.close());

describe.concurrent("the corpus", () => {
  test.each(names)("%s", async (name) => {
    const expected = expectedOf(corpus, name);
    const file = copyOf(corpus, name, join(folder, name));
    const { check, hints } = await checked(file);
    expect(check).toEqual(byLine(expected.check));
    if (expected.hints !== undefined) expect(hints).toEqual(byLine(expected.hints));

    const { run } = expected;
    if (run === undefined) return;
    const args = run.args ?? [];
    // What is special to the command: how it ends where not all is well, and what it is told.
    if (run.exit !== 0 || args.length > 0) {
      const { exit, report } = await commanded(dirname(file), args);
      expect(comparable(report, run)).toEqual(comparedTo(run));
      expect(exit).toBe(run.exit);
      // What the command refuses never runs.
      if (exit === 2) return;
    }
    for (const seed of [undefined, ...seeds]) {
      const report = await runner.run(file, args, seed);
      expect(comparable(report, run), `in the order of seed ${seed}`).toEqual(comparedTo(run));
    }
  });
});

test("the corpus has a case for every code", () => {
  const found = new Set(
    names
      .map((name) => expectedOf(corpus, name))
      .flatMap(({ check, hints = [], run }) => [...check, ...hints, ...(run?.errors ?? [])].map(({ code }) => code)),
  );
  // What is said of a thing that is not built yet is no part of the language.
  const codes = [...Object.keys(catalogue), ...Object.keys(runTimeTitles)];
  expect(codes.filter((code) => !found.has(code))).toEqual([]);
});
