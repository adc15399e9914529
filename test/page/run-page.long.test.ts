/** What a person sees of a run and can do to it, in a real browser. */
import { readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { hasChromium, startChromium } from "./support/chromium.ts";
import { GatedBook } from "./support/gated-book.ts";
import { RunPages } from "./support/run-pages.ts";
import { RunView } from "./support/run-view.ts";

const patient = { timeout: 60_000 };

describe.runIf(hasChromium())("the page of a run", () => {
  let browser: Browser;
  let book: GatedBook;
  let pages: RunPages | undefined;
  let view: RunView | undefined;

  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(() => browser?.close());
  beforeEach(() => {
    book = new GatedBook();
  });
  afterEach(async () => {
    const troubles = view?.troubles;
    await view?.close();
    await pages?.stop();
    await book.remove();
    [view, pages] = [undefined, undefined];
    if (troubles !== undefined && troubles.length > 0) throw new Error(troubles.join("\n"));
  });

  async function opened(run: string): Promise<RunView> {
    pages = await RunPages.start(book.project);
    view = await RunView.open(browser, pages.pageOf(run));
    return view;
  }

  test("grows while the run goes on, and says why a rule waits", async () => {
    const run = await book.start();
    const view = await opened(run);
    await expect.poll(() => view.counts("discover"), patient).toEqual({ running: 1 });
    expect(await view.counts("pdf")).toEqual({});
    expect(await view.counts("merge")).toEqual({});
    // The address is safe to be shown to others.
    expect(view.page.url()).not.toContain("token");

    book.go("discover");
    await expect.poll(() => view.counts("pdf"), patient).toEqual({ running: 3 });
    expect(await view.counts("discover")).toEqual({ done: 1 });
    expect(await view.share("pdf", "running")).toBeCloseTo(1, 1);
    expect(await view.share("pdf", "done")).toBe(0);

    book.go("two", "three");
    await expect.poll(() => view.counts("pdf"), patient).toEqual({ done: 2, running: 1 });
    await expect.poll(() => view.share("pdf", "done"), patient).toBeCloseTo(2 / 3, 1);

    // All is said but the time, which goes on.
    const timeless = (text: string): string => text.trim().replaceAll(/since .*$/gm, "since then");
    const told = await book.project.adg(["why", run, "no more pdf"]);
    expect(told.out).toContain('pdf "one" is running since');
    await expect.poll(async () => timeless(await view.whyRule("when no more pdf")), patient).toBe(timeless(told.out));
    expect(await view.attempts()).toBe(3);

    book.go("one");
    await expect.poll(() => view.counts("pdf"), patient).toEqual({ done: 3, running: 1 });
    expect(await view.state()).toBe("running");
    book.go("note");
    await expect.poll(() => view.state(), patient).toBe("succeeded");
    await expect.poll(() => view.counts("merge"), patient).toEqual({ done: 1 });
    expect(await view.counts("pdf")).toEqual({ done: 4 });
    const why = await book.project.adg(["why", run, "no more pdf"]);
    await expect.poll(async () => (await view.whyRule("when no more pdf")).trim(), patient).toBe(why.out.trim());
    expect(await view.attempts()).toBe(book.outcomes().length);
  });

  test("shows what a node prints while it runs, though nothing else happens", async () => {
    const run = await book.start();
    const view = await opened(run);
    await view.box("discover").click();
    const nodes = view.page.getByRole("region", { name: "Nodes" });
    await nodes.getByRole("listitem").getByRole("button").click();
    const node = view.page.getByRole("region", { name: "Node", exact: true });
    await node.getByText("is running since").waitFor();
    book.go("words");
    await node.getByText("these are the words").waitFor();
    book.go("discover", "one", "two", "three", "note");
    await book.going;
  });

  test("shows a finished run: its outputs, its nodes and what came of each", async () => {
    book.go("discover", "one", "two", "three", "note");
    const run = await book.start();
    await book.going;
    const view = await opened(run);
    await expect.poll(() => view.counts("pdf"), patient).toEqual({ done: 4 });
    expect(await view.state()).toBe("succeeded");
    const about = await view.panel("About");
    await about.getByText("4", { exact: true }).waitFor();

    await view.box("pdf").click();
    const nodes = view.page.getByRole("region", { name: "Nodes" });
    const rows = nodes.getByRole("listitem");
    await expect.poll(() => rows.count(), patient).toBe(4);
    await nodes.getByRole("searchbox").fill("note");
    await expect.poll(() => rows.count(), patient).toBe(1);
    await rows.getByRole("button").click();
    const node = view.page.getByRole("region", { name: "Node", exact: true });
    await node.getByText('"includes": []').waitFor();
    await node.getByText("attempt 1").waitFor();
    // It was brought by the first chapter, to which it leads back.
    const parent = node.getByRole("button", { name: /pdf.*one/ });
    await parent.click();
    await node.getByText('"note"').first().waitFor();
    await view.page.keyboard.press("Escape");
    await node.waitFor({ state: "detached" });
  });

  test("says why a run cannot be shown, and shows it as soon as it can be", async () => {
    book.go("discover", "one", "two", "three", "note");
    const run = await book.start();
    await book.going;
    const program = readFileSync(join(book.project.folder, "book.adg"), "utf8");
    book.project.write("book.adg", "task task");
    const view = await opened(run);
    const alert = view.page.getByRole("alert").filter({ hasText: 'The program "book.adg" has mistakes now' });
    await alert.waitFor();
    await view.page.getByText("This run cannot be shown.").waitFor();
    book.project.write("book.adg", program);
    await view.box("pdf").waitFor();
    expect(await view.counts("pdf")).toEqual({ done: 4 });
    await alert.waitFor({ state: "detached" });
  });

  test("goes forwards and backwards through a run", async () => {
    book.go("discover", "one", "two", "three", "note");
    const run = await book.start();
    await book.going;
    const outcomes = book.outcomes();
    const view = await opened(run);
    await expect.poll(() => view.counts("pdf"), patient).toEqual({ done: 4 });

    /** What there was of each task after so many outcomes, by the program's text. */
    function expected(position: number): Readonly<Record<string, { done: number; all: number }>> {
      const past = outcomes.slice(0, position);
      const done = (task: string): number => past.filter((each) => each.task === task).length;
      const hasNote = past.some(({ task, args }) => task === "pdf" && args.includes('"one"'));
      const all = done("discover") === 0 ? 0 : hasNote ? 4 : 3;
      return {
        discover: { done: done("discover"), all: 1 },
        pdf: { done: done("pdf"), all },
        merge: { done: done("merge"), all: Number(all === 4 && done("pdf") === 4) },
      };
    }
    async function seen(): Promise<ReturnType<typeof expected>> {
      const told = async (task: string) => {
        const counts = await view.counts(task);
        return { done: counts["done"] ?? 0, all: Object.values(counts).reduce((sum, each) => sum + each, 0) };
      };
      return { discover: await told("discover"), pdf: await told("pdf"), merge: await told("merge") };
    }

    expect(outcomes).toHaveLength(6);
    for (const position of [3, 0, 1, 5, 4, 2, 6]) {
      await view.moveTo(position);
      await expect.poll(seen, patient).toEqual(expected(position));
    }
    for (const [key, position] of [
      [",", 5],
      [",", 4],
      [".", 5],
    ] as const) {
      await view.page.keyboard.press(key);
      await expect.poll(seen, patient).toEqual(expected(position));
      expect(await view.slider().inputValue()).toBe(String(position));
    }
    // What waits then is told as it was then.
    await view.moveTo(1);
    await expect.poll(() => view.whyRule("when no more pdf"), patient).toContain("has not fired yet");
    await view.page.keyboard.press("n");
    await expect.poll(seen, patient).toEqual(expected(6));
    await view.page.keyboard.press("<");
    await expect.poll(() => view.slider().inputValue(), patient).toBe("0");
    await expect.poll(seen, patient).toEqual(expected(0));
    await view.page.keyboard.press(">");
    await expect.poll(seen, patient).toEqual(expected(6));
  });

  test("ends a run as interrupted when it is cancelled there", async () => {
    const run = await book.start();
    book.go("discover");
    await book.begun("one");
    const view = await opened(run);
    await view.page.getByRole("group", { name: "Control of the run" }).getByRole("button", { name: "Cancel" }).click();
    const question = view.page.getByRole("dialog");
    await question.getByRole("button", { name: "No" }).click();
    expect(book.child?.exitCode).toBeNull();
    await view.page.getByRole("group", { name: "Control of the run" }).getByRole("button", { name: "Cancel" }).click();
    await question.getByRole("button", { name: "Cancel the run" }).click();
    const ended = await book.going;
    expect(ended?.exit).not.toBe(0);
    const runs = JSON.parse((await book.project.adg(["runs", "--json"])).out) as readonly { state: string }[];
    expect(runs.map(({ state }) => state)).toEqual(["interrupted"]);
    await expect.poll(() => view.state(), patient).toBe("interrupted");
    await expect.poll(() => view.counts("pdf"), patient).toEqual({ cancelled: 3 });
    // It can be taken up again, and that is all that can be done now.
    const control = view.page.getByRole("group", { name: "Control of the run" }).getByRole("button");
    await expect.poll(() => control.allInnerTexts(), patient).toEqual([expect.stringContaining("Resume")]);
    // What was answered for one run is not told of another.
    const answer = view.page.getByText("The run is being stopped.");
    await answer.waitFor();
    await view.page.evaluate(() => void (location.hash = "#run=another"));
    await answer.waitFor({ state: "detached" });
  });

  test("takes up a run that was cut off, and says why it cannot", async () => {
    const run = await book.start();
    book.go("discover");
    await book.begun("one");
    book.child?.kill("SIGKILL");
    const view = await opened(run);
    await expect.poll(() => view.state(), patient).toBe("cut off");
    const control = view.page.getByRole("group", { name: "Control of the run" });
    const program = readFileSync(join(book.project.folder, "book.adg"), "utf8");
    book.project.write("book.adg", "task task");
    await control.getByRole("button", { name: "Resume" }).click();
    const why = view.page.getByRole("alert").filter({ hasText: 'The task "task" has no implementation' });
    await why.waitFor();
    expect(await why.count()).toBe(1);
    book.project.write("book.adg", program);
    await control.getByRole("button", { name: "Resume" }).click();
    await expect.poll(() => view.state(), patient).toBe("running");
    await why.waitFor({ state: "detached" });
    book.go("one", "two", "three", "note");
    await expect.poll(() => view.state(), patient).toBe("succeeded");
    await control.waitFor({ state: "detached" });
  });

  test("says that it shows a run as it was, while its journal is gone", async () => {
    book.go("discover", "one", "two", "three", "note");
    const run = await book.start();
    await book.going;
    const view = await opened(run);
    await expect.poll(() => view.counts("pdf"), patient).toEqual({ done: 4 });
    const journal = join(book.project.folder, ".adg/runs", run, "journal.db");
    renameSync(journal, `${journal}.kept`);
    const alert = view.page.getByRole("alert").filter({ hasText: `There is no journal "${journal}".` });
    await alert.waitFor();
    expect(await view.counts("pdf")).toEqual({ done: 4 });
    renameSync(`${journal}.kept`, journal);
    await alert.waitFor({ state: "detached" });
    await expect.poll(() => view.attempts(), patient).toBe(6);
  });

  test("is there from the first moment of a run that is started with it", async () => {
    const run = await book.start("--ui", "0");
    const shown = (view = await RunView.open(browser, (await book.shown)?.href ?? ""));
    await expect.poll(() => shown.counts("discover"), patient).toEqual({ running: 1 });
    await shown.page.getByRole("heading", { name: run }).waitFor();
    // Pause, and what is let go ends, but nothing more starts.
    const control = shown.page.getByRole("group", { name: "Control of the run" });
    await control.getByRole("button", { name: "Pause" }).click();
    await expect.poll(() => shown.state(), patient).toBe("paused");
    await shown.page.getByRole("navigation", { name: "Runs" }).getByText("paused").waitFor();
    book.go("discover", "one", "two");
    await expect.poll(() => shown.counts("pdf"), patient).toEqual({ waiting: 3 });
    // So it is when it goes on, or is paused, from another terminal.
    const said = async (verb: string): Promise<unknown> => (await book.project.adg([verb, run])).exit;
    expect(await said("resume")).toBe(0);
    await expect.poll(() => shown.counts("pdf"), patient).toEqual({ running: 2, done: 2 });
    await expect.poll(() => shown.state(), patient).toBe("running");
    expect(await said("pause")).toBe(0);
    await expect.poll(() => shown.state(), patient).toBe("paused");
    await control.getByRole("button", { name: "Go on" }).click();
    await expect.poll(() => shown.state(), patient).toBe("running");
    book.go("three");
    await expect.poll(() => shown.counts("pdf"), patient).toEqual({ done: 3, running: 1 });
    book.go("note");
    expect((await book.going)?.exit).toBe(0);
    // Nobody sits at a terminal, so the page has ended with the run.
    await shown.page.getByRole("alert").filter({ hasText: "The connection is lost" }).waitFor();
  });
});
