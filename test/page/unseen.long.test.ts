/** A browser has few connections for all its tabs: one that nobody sees must not keep any. */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { hasChromium, startTabbed, type Tabbed } from "./support/chromium.ts";
import { CutProxy } from "./support/cut-proxy.ts";
import { GatedBook } from "./support/gated-book.ts";
import { RunPages } from "./support/run-pages.ts";
import { RunView } from "./support/run-view.ts";

// It waits for more than a minute.
vi.setConfig({ testTimeout: 300_000 });

const patient = { timeout: 60_000 };

/** ms for which a page holds on to its connection though nobody sees it. */
const unseen = 60_000;

describe.runIf(hasChromium())("a tab that nobody sees", () => {
  let browser: Tabbed;
  beforeAll(async () => {
    browser = await startTabbed();
  });
  afterAll(() => browser?.close());

  test("lets go of its connection after a minute, and knows all again when it is seen", async () => {
    const proxy = await CutProxy.start();
    const book = new GatedBook();
    const pages = await RunPages.start(book.project, ["--name", `127.0.0.1:${proxy.port}`]);
    proxy.target = pages.port;
    try {
      const run = await book.start();
      const view = await RunView.openIn(browser.context, pages.pageOf(run, proxy.port));
      await expect.poll(() => view.counts("discover"), patient).toEqual({ running: 1 });
      expect(await view.page.evaluate("document.visibilityState")).toBe("visible");

      const other = await browser.context.newPage();
      await other.bringToFront();
      await expect.poll(() => view.page.evaluate("document.visibilityState"), patient).toBe("hidden");
      const since = performance.now();
      book.go("discover");
      // Whoever comes back soon has missed nothing.
      await expect.poll(() => view.counts("pdf"), patient).toEqual({ running: 3 });
      await expect.poll(() => proxy.open, { timeout: 2 * unseen, interval: 250 }).toBe(0);
      expect(performance.now() - since).toBeGreaterThan(0.9 * unseen);

      book.go("one", "two", "three", "note");
      expect((await book.going)?.exit).toBe(0);
      await new Promise((later) => setTimeout(later, 3_000));
      expect(proxy.open).toBe(0);
      expect(await view.counts("pdf")).toEqual({ running: 3 });

      await view.page.bringToFront();
      await expect.poll(() => view.state(), patient).toBe("succeeded");
      await expect.poll(() => view.counts("pdf"), patient).toEqual({ done: 4 });
      expect(await view.attempts()).toBe(6);
      expect(view.troubles).toEqual([]);
      await Promise.all([view.page.close(), other.close()]);
    } finally {
      await pages.stop();
      await proxy.close();
      await book.remove();
    }
  });
});
