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
    const { project, start, remove } = manyProject(120, "sh");
    const pages = await RunPages.start(project, ["--name", `127.0.0.1:${proxy.port}`]);
    proxy.target = pages.port;
    const going = start("--concurrency", "2");
    const run = await lastRun(project);
    const view = await RunView.open(browser, pages.pageOf(run, proxy.port), (context) =>
      context.addInitScript(noteChanges),
    );
    try {
      let isOver = false;
      void going.then(() => (isOver = true));
      let known = 0;
      while (!isOver) {
        // Each time after something more was heard, also of what came while the connection was lost.
        await expect.poll(async () => isOver || (await view.attempts()) > known, { timeout: 60_000 }).toBe(true);
        known = await view.attempts();
        proxy.cut();
      }
      expect((await going).exit).toBe(0);
      const outcomes = outcomesIn(project, run);
      await expect.poll(() => view.attempts(), { timeout: 60_000 }).toBe(outcomes.length);
      const changes = (await view.page.evaluate("window.changes")) as readonly Change[];
      expect(knownAfter(changes)).toEqual(
        outcomes.map(({ number, task, attempt, begun, ended, kind }) => [
          ...[number, ["item", "sum"].indexOf(task), attempt, begun, ended],
          kind === "failed" ? 1 : 0,
        ]),
      );
      // It was resumed, and not told all again.
      expect(changes.filter(({ isAnew }) => isAnew)).toHaveLength(1);
      expect(proxy.cuts).toBeGreaterThan(2);
      expect(view.troubles).toEqual([]);
    } finally {
      await view.close();
      await pages.stop();
      await proxy.close();
      await going;
      remove();
    }
  });
});
