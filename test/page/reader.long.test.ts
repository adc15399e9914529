/** How the page is with those who read it: with a keyboard, on a telephone, without the token, while the server is away. */
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { serveUi, type UiServer } from "@adg/ui";
import { hasChromium, startChromium } from "./support/chromium.ts";
import { bookPlay, FakeRun, FakeRuns, widePlay } from "./support/fake-runs.ts";
import { RunView } from "./support/run-view.ts";

const patient = { timeout: 60_000 };
const token = "secret";

describe.runIf(hasChromium())("a reader of the page", () => {
  let browser: Browser;
  let source: FakeRuns;
  let book: FakeRun;
  let server: UiServer;
  let view: RunView | undefined;

  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    source = new FakeRuns();
    book = new FakeRun(bookPlay("book-1", 40, Date.now() - 11_000), 18);
    source.runs.push(book);
    server = await serveUi(source, { host: "127.0.0.1", port: 0, token });
  });
  afterEach(async () => {
    const troubles = view?.troubles;
    await view?.close();
    await server.close();
    view = undefined;
    if (troubles !== undefined && troubles.length > 0) throw new Error(troubles.join("\n"));
  });

  async function opened(hash = `token=${token}&run=book-1`): Promise<Page> {
    view = await RunView.open(browser, `${server.url}#${hash}`);
    return view.page;
  }

  const boxes = (page: Page): Promise<readonly (string | null)[]> =>
    page.locator(".box").evaluateAll((all) => all.map((each) => each.getAttribute("transform")));

  test("is told what is missing without the token, and what is wrong with another's", async () => {
    const page = await opened("run=book-1");
    await page.getByRole("alert").getByText("This page needs the token").waitFor();
    await page.goto(`${server.url}#token=another&run=book-1`);
    await page.getByRole("alert").getByText("The server does not know this page’s token").waitFor();
    // The right one, in the same tab.
    await page.goto(`${server.url}#token=${token}&run=book-1`);
    await page.getByRole("heading", { name: "book-1" }).waitFor();
    await expect.poll(() => page.getByRole("alert").count(), patient).toBe(0);
  });

  test("is told that there is no such run", async () => {
    const page = await opened(`token=${token}&run=none`);
    await page.getByRole("alert").getByText('There is no run "none".').waitFor();
  });

  test("is told that the server is away, and sees what was missed when it is back", async () => {
    await opened();
    await expect.poll(() => view?.attempts(), patient).toBe(18);
    const { port } = new URL(server.url);
    await server.close();
    await view?.page.getByRole("alert").getByText("The connection is lost").waitFor();
    // What is known stays there.
    expect(await view?.attempts()).toBe(18);
    book.advance(7);
    server = await serveUi(source, { host: "127.0.0.1", port: Number(port), token });
    await expect.poll(() => view?.attempts(), patient).toBe(25);
    await expect.poll(() => view?.page.getByRole("alert").count(), patient).toBe(0);
  });

  test("sees the graph fill in, and nothing in it move", async () => {
    const page = await opened();
    await expect.poll(() => view?.counts("pdf"), patient).toMatchObject({ done: 16, running: 4 });
    const before = await boxes(page);
    expect(await page.locator(".box.to-come").count()).toBe(1);
    book.advance(1_000);
    await expect.poll(() => view?.counts("merge"), patient).toEqual({ done: 1 });
    expect(await boxes(page)).toEqual(before);
    expect(await page.locator(".box.to-come").count()).toBe(0);
  });

  test("gets around with keys alone", async () => {
    const page = await opened();
    const pdf = (view as RunView).box("pdf");
    await pdf.focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => page.getByLabel("Task", { exact: true }).inputValue(), patient).toBe("1");
    await page.keyboard.press("/");
    await page.keyboard.type("chapter-2");
    const nodes = page.getByRole("region", { name: "Nodes" });
    await expect.poll(() => nodes.getByRole("listitem").count(), patient).toBe(11);
    await nodes.getByRole("listitem").first().getByRole("button").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    const node = page.getByRole("region", { name: "Node", exact: true });
    await node.getByText("attempt 1").or(node.getByText("waiting")).first().waitFor();
    await page.keyboard.press("Escape");
    await node.waitFor({ state: "detached" });
    // The focus is where it was.
    await expect.poll(() => page.evaluate("document.activeElement?.textContent"), patient).toContain("chapter-20");
    await page.keyboard.press("Escape");
    await expect.poll(() => page.getByLabel("Task", { exact: true }).inputValue(), patient).toBe("");
    await page.keyboard.press("?");
    await page.getByRole("dialog").getByText("one outcome back").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });

  test("goes back and forward from what was looked at before", async () => {
    source.runs.push(new FakeRun(bookPlay("book-2", 3)));
    const page = await opened();
    await (view as RunView).box("pdf").click();
    await page.getByRole("region", { name: "Nodes" }).getByRole("listitem").nth(2).getByRole("button").click();
    const node = page.getByRole("region", { name: "Node", exact: true });
    await node.waitFor();
    await page.getByRole("navigation", { name: "Runs" }).getByRole("button", { name: "book-2" }).click();
    await page.getByRole("heading", { name: "book-2" }).waitFor();
    await page.goBack();
    await node.waitFor();
    await page.goBack();
    await node.waitFor({ state: "detached" });
    await expect.poll(() => page.getByLabel("Task", { exact: true }).inputValue(), patient).toBe("1");
    await page.goForward();
    await node.waitFor();
  });

  test("keeps dark or light as it was chosen, and has the system's before", async () => {
    const page = await opened();
    const theme = (): Promise<unknown> => page.evaluate("document.documentElement.dataset.theme");
    expect(await theme()).toBe("light");
    await page.emulateMedia({ colorScheme: "dark" });
    await expect.poll(theme, patient).toBe("dark");
    await page.getByRole("button", { name: "Light colours" }).click();
    await expect.poll(theme, patient).toBe("light");
    await page.reload();
    await page.getByRole("heading", { name: "book-1" }).waitFor();
    expect(await theme()).toBe("light");
  });

  test("has one thing at a time on a telephone, and none of it beyond the edge", async () => {
    const page = await opened();
    await page.setViewportSize({ width: 390, height: 844 });
    const tabs = page.getByRole("tablist", { name: "What is shown" });
    const shown: Readonly<Record<string, string>> = {
      Graph: ".type-graph",
      Nodes: ".node-row",
      Rules: ".rule-row",
      Timeline: ".timeline canvas",
      About: ".about-panel",
      Runs: ".run-line",
    };
    for (const [tab, part] of Object.entries(shown)) {
      await tabs.getByRole("tab", { name: tab }).click();
      for (const other of Object.values(shown))
        await expect
          .poll(async () => [other, await page.locator(other).first().isVisible()], patient)
          .toEqual([other, other === part]);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
    }
    await page.getByRole("navigation", { name: "Runs" }).getByRole("button", { name: "book-1" }).click();
    await (view as RunView).box("pdf").waitFor();
  });

  test("sees every node where it was before others came, opens one, and loads what draws them only for that", async () => {
    const files: string[] = [];
    const page = await opened();
    page.on("request", (request) => files.push(new URL(request.url()).pathname));
    const v = view as RunView;
    await expect.poll(() => v.attempts(), patient).toBe(18);
    expect(files).not.toContain("/everything.js");
    await page.getByRole("tab", { name: "Everything" }).click();
    await v.everything("pdf").waitFor();
    expect(files).toContain("/everything.js");
    const before = await v.everything("discover").boundingBox();
    book.advance(1_000);
    await v.everything("merge").waitFor();
    expect(await v.everything("discover").boundingBox()).toEqual(before);

    // The only node of its task, below its name.
    const node = page.getByRole("region", { name: "Node", exact: true });
    const { x = 0, y = 0, width = 0, height = 0 } = before ?? {};
    let at = y + height;
    while ((await page.locator(".everything.pointing").count()) === 0) {
      at += 2;
      if (at > y + height + 80) throw new Error("there is no node below its name");
      await page.mouse.move(x + width / 2, at);
      await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
    }
    await page.getByRole("tooltip").getByText('discover("chapters"): done').waitFor();
    await page.mouse.click(x + width / 2, at);
    await node.getByRole("heading", { name: "discover" }).waitFor();
  });

  test("is told that more than 100,000 nodes are not drawn", async () => {
    source.runs.push(new FakeRun(widePlay("wide-1", 100_002), 10));
    const page = await opened(`token=${token}&run=wide-1`);
    await page.getByRole("tab", { name: "Everything" }).click();
    await page.getByText("The run has 100,001 nodes; up to 100,000 can be drawn.").waitFor();
  });
});
