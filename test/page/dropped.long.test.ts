/** A page whose connection is lost again and again knows in the end what the journal has. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Change, EndedAttempt } from "@adg/ui";
import { hasChromium, startChromium } from "./support/chromium.ts";
import { CutProxy } from "./support/cut-proxy.ts";
import { outcomesIn } from "./support/gated-book.ts";
import { lastRun, manyProject } from "./support/many.ts";
import { RunPages } from "./support/run-pages.ts";
import { RunView } from "./support/run-view.ts";

const patient = { timeout: 60_000 };

/** Notes each change that the page reads. */
const noteChanges = `
  window.changes = [];
  const parse = JSON.parse;
  JSON.parse = (text, ...more) => {
    const value = parse(text, ...more);
    if (typeof value?.isAnew === "boolean") window.changes.push(value);
    return value;
  };
`;

async function changesOf({ page }: RunView): Promise<readonly Change[]> {
  return (await page.evaluate("window.changes")) as readonly Change[];
}

/** What a reader knows who was told these changes. */
function knownAfter(changes: readonly Change[]): readonly EndedAttempt[] {
  let known: EndedAttempt[] = [];
  for (const { ended, isAnew } of changes) known = isAnew ? [...ended] : [...known, ...ended];
  return known;
}

describe.runIf(hasChromium())("a connection that is lost", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(() => browser?.close());

  test("is taken up again without a gap, as often as it takes", async () => {
    const proxy = await CutProxy.start();
    const { project, start, go, remove } = manyProject(120, "sh");
    const pages = await RunPages.start(project, ["--name", `127.0.0.1:${proxy.port}`]);
    proxy.target = pages.port;
    const going = start("--concurrency", "2");
    const run = await lastRun(project);
    const view = await RunView.open(browser, pages.pageOf(run, proxy.port), (context) =>
      context.addInitScript(noteChanges),
    );
    try {
      await expect.poll(() => view.attempts(), patient).toBeGreaterThan(0);
      for (let cuts = 0; cuts < 5; cuts += 1) {
        const heard = await changesOf(view);
        proxy.cut();
        // Whoever asks again is told how the run is, also if nothing has ended since.
        await expect.poll(async () => (await changesOf(view)).length, patient).toBeGreaterThan(heard.length);
      }
      proxy.cut();
      go();
      expect((await going).exit).toBe(0);
      const outcomes = outcomesIn(project, run);
      await expect.poll(() => view.attempts(), patient).toBe(outcomes.length);
      const changes = await changesOf(view);
      expect(knownAfter(changes)).toEqual(
        outcomes.map(({ number, task, attempt, begun, ended, kind }) => [
          ...[number, ["item", "sum"].indexOf(task), attempt, begun, ended],
          kind === "failed" ? 1 : 0,
        ]),
      );
      // It was resumed, and not told all again.
      expect(changes.filter(({ isAnew }) => isAnew)).toHaveLength(1);
      expect(view.troubles).toEqual([]);
      // Who serves the page says nothing of readers that are gone.
      expect(await pages.stop()).toMatchObject({ exit: 0, err: "" });
    } finally {
      await view.close();
      await pages.stop();
      await proxy.close();
      go();
      await going;
      remove();
    }
  });
});
