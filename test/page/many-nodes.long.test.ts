/** A page of a large run is there, answers, and stays small. What it takes is printed. */
import type { Browser, CDPSession } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Snapshot } from "@adg/ui";
import { hasChromium, memoryOfPages, startChromium } from "./support/chromium.ts";
import { lastRun, manyProject } from "./support/many.ts";
import { RunPages } from "./support/run-pages.ts";
import { RunView } from "./support/run-view.ts";

// A machine that is busy with others may take much longer.
vi.setConfig({ testTimeout: 300_000 });

const patient = { timeout: 100_000 };
const megabyte = 1024 * 1024;

/** ms that something took. */
async function timed(act: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await act();
  return Math.round(performance.now() - begun);
}

describe.runIf(hasChromium())("a page of many nodes", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(() => browser?.close());

  test.each([10_000, 100_000])("shows %d of them", async (count) => {
    const items = count - 1;
    const { project, start, remove } = manyProject(items, "ts");
    expect((await start("--on", "ts=inline")).exit).toBe(0);
    const run = await lastRun(project);
    const pages = await RunPages.start(project);
    const view = await RunView.open(browser, "about:blank");
    try {
      const { page } = view;
      const session = await page.context().newCDPSession(page);
      await session.send("Performance.enable");
      const times: Record<string, number> = {};
      times["first box"] = await timed(async () => {
        await page.goto(pages.pageOf(run));
        await view.box("item").waitFor(patient);
      });
      times["all attempts"] = await timed(async () => {
        await expect.poll(() => view.attempts(), patient).toBe(count);
      });
      expect(await view.counts("item")).toEqual({ done: items });
      times["a position, first"] = await timed(() => shows(count / 2));
      times["a position, near"] = await timed(() => shows(count / 2 - 10));
      times["the first position"] = await timed(() => shows(0));
      await page.keyboard.press("n");
      await view.box("item").click();
      const nodes = page.getByRole("region", { name: "Nodes" });
      times["a text found"] = await timed(async () => {
        await nodes.getByRole("searchbox").fill(`n: ${items - 1}`);
        await expect.poll(() => nodes.getByRole("listitem").count(), patient).toBe(1);
      });
      times["a node"] = await timed(async () => {
        await nodes.getByRole("listitem").getByRole("button").click();
        await page.getByRole("region", { name: "Node", exact: true }).getByText("attempt 1").waitFor(patient);
      });
      await page.keyboard.press("Escape");
      const before = await heapOf(session);
      times["everything drawn"] = await timed(async () => {
        await page.getByRole("tab", { name: "Everything" }).click();
        await view.everything("item").waitFor(patient);
      });
      times["a frame then"] = await timed(() => page.evaluate("new Promise((done) => requestAnimationFrame(done))"));
      const after = await heapOf(session);
      const [resident = 0] = await memoryOfPages(browser);
      console.log(`${count} nodes, ms: ${JSON.stringify(times)}`);
      console.log(
        `${count} nodes, MB: heap ${before}, with everything ${after}, process ${Math.round(resident / megabyte)}`,
      );
      expect(before).toBeLessThan(300);
      expect(after).toBeLessThan(300);
      expect(view.troubles).toEqual([]);

      async function shows(position: number): Promise<void> {
        await view.moveTo(position);
        // Of so many, moments that are near each other are told as one, which is said.
        const { position: told } = await pages.data<Snapshot>(`/runs/${run}/at/${position}`);
        expect(Math.abs(told - position)).toBeLessThan(count / 100);
        await expect.poll(async () => (await view.counts("item"))["done"] ?? 0, patient).toBe(told);
      }
    } finally {
      await view.close();
      await pages.stop();
      remove();
    }
  });
});

/** MB of the page's own heap. */
async function heapOf(session: CDPSession): Promise<number> {
  const { metrics } = await session.send("Performance.getMetrics");
  return Math.round((metrics.find(({ name }) => name === "JSHeapTotalSize")?.value ?? Infinity) / megabyte);
}
