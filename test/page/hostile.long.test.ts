/** What others try: their pages in the same browser, and texts of a run that would like to be more than texts. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { rmSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Project } from "../support/command.ts";
import { hasChromium, startChromium } from "./support/chromium.ts";
import { GatedBook } from "./support/gated-book.ts";
import { lastRun } from "./support/many.ts";
import { RunPages } from "./support/run-pages.ts";
import { RunView } from "./support/run-view.ts";

const patient = { timeout: 60_000 };
const script = "<script>alert(1)</script>";
const image = "<img src=x onerror=alert(1)>";

describe.runIf(hasChromium())("a page of somebody else's", () => {
  let browser: Browser;
  let book: GatedBook;
  let run: string;
  let pages: RunPages;
  let foreign: Server;
  let page: Page;
  /** Path and status of each answer of ours that the foreign page has brought about. */
  let answers: string[];

  beforeAll(async () => {
    browser = await startChromium("--host-resolver-rules=MAP evil.example 127.0.0.1");
    book = new GatedBook();
    run = await book.start();
    pages = await RunPages.start(book.project);
    foreign = createServer((_, response) => response.setHeader("content-type", "text/html").end("<h1>foreign</h1>"));
    await new Promise<void>((done) => foreign.listen(0, "127.0.0.1", done));
  });
  afterAll(async () => {
    await browser?.close();
    await pages?.stop();
    foreign?.close();
    await book?.remove();
  });
  beforeEach(async () => {
    page = await (await browser.newContext()).newPage();
    answers = [];
    // Of answers that are kept from the foreign page it is nowhere else to be seen what they were.
    const network = await page.context().newCDPSession(page);
    await network.send("Network.enable");
    const asked = new Map<string, URL>();
    network.on("Network.requestWillBeSent", ({ requestId, request }) => asked.set(requestId, new URL(request.url)));
    network.on("Network.responseReceivedExtraInfo", ({ requestId, statusCode }) => {
      const url = asked.get(requestId);
      if (url?.port === pages.url.port) answers.push(`${url.pathname} ${statusCode}`);
    });
    await page.goto(`http://evil.example:${(foreign.address() as AddressInfo).port}/`);
  });
  afterEach(() => page.context().close());

  /** Whatever was tried: nobody has stopped the run. */
  async function expectUntouched(): Promise<void> {
    expect(await pages.data(`/runs/${run}`)).toMatchObject({ snapshot: { state: "running" } });
  }

  /** What a script of the foreign page gets: the token is the worst that it could have found out. */
  function tries(init: object, path = `/api/runs/${run}/control`): Promise<string> {
    return page.evaluate(
      async ({ url, init }) => {
        try {
          const response = await fetch(url, init);
          return `${response.type} ${response.status}`;
        } catch {
          return "failed";
        }
      },
      { url: new URL(path, pages.url).href, init },
    );
  }

  const body = '{"kind":"cancel"}';

  test("cannot post what needs no leave", async () => {
    for (const type of ["text/plain", "application/x-www-form-urlencoded"])
      expect(await tries({ method: "POST", mode: "no-cors", headers: { "content-type": type }, body })).not.toContain(
        "200",
      );
    await expect.poll(() => answers, patient).toEqual(Array(2).fill(`/api/runs/${run}/control 403`));
    await expectUntouched();
  });

  test("gets no leave to post what needs it, nor to read, also where it knows the token", async () => {
    const authorization = `Bearer ${pages.token}`;
    const headers = { authorization, "content-type": "application/json" };
    expect(await tries({ method: "POST", headers, body })).toBe("failed");
    expect(await tries({ headers: { authorization } }, "/api/runs")).toBe("failed");
    expect(await tries({}, "/api/runs")).toBe("failed");
    expect(await tries({}, "/")).toBe("failed");
    expect(await tries({ mode: "no-cors" }, "/api/runs")).not.toContain("200");
    await expectUntouched();
  });

  test("cannot send a form", async () => {
    const url = new URL(`/api/runs/${run}/control`, pages.url).href;
    await page.setContent(`<form method="post" enctype="text/plain" action="${url}"><input name='${body}'></form>`);
    const sent = page.waitForResponse(url);
    await page.evaluate("document.forms[0].submit()");
    expect((await sent).status()).toBe(403);
    await expectUntouched();
  });

  test("cannot show the page inside of itself, nor use its parts", async () => {
    await page.setContent(`<iframe src="${pages.pageOf(run)}"></iframe>`);
    const frame = await (await page.waitForSelector("iframe")).contentFrame();
    await expect.poll(() => frame?.url(), patient).toMatch(/^chrome-error:/);
    const loaded = (name: string): Promise<string> =>
      page.evaluate(
        (src) =>
          new Promise<string>((done) => {
            const script = document.createElement("script");
            script.addEventListener("load", () => done("loaded"));
            script.addEventListener("error", () => done("failed"));
            script.src = src;
            document.head.append(script);
          }),
        new URL(name, pages.url).href,
      );
    expect(await loaded("/page.js")).toBe("failed");
    await expectUntouched();
  });

  test("is not of the same origin by a name that leads here", async () => {
    const there = await page.goto(`http://evil.example:${pages.port}/#token=${pages.token}&run=${run}`);
    expect(there?.status()).toBe(403);
    expect(await page.textContent("body")).toContain("This server is not called");
    expect(
      await page.evaluate(async (token) => {
        const headers = { authorization: `Bearer ${token}` };
        return (await fetch("/api/runs", { headers })).status;
      }, pages.token),
    ).toBe(403);
    await expectUntouched();
  });
});

describe.runIf(hasChromium())("a text of a run", () => {
  test("is shown as it is, and nothing in it is done", async () => {
    const project = new Project({
      "tasks.ts": `
export function bad(text: string): string {
  console.log(text);
  throw new Error(text);
}
`,
      "hostile.adg": `
input title: string = ${JSON.stringify(image)}
output said: string[] = all good

task good(text: string) -> string:
  sh """
    printf '%s\\n' #{text} >&2
    printf %s #{text}
  """
task bad(text: string) -> string from "./tasks.ts"
edge good -> good

start:
  good("${script}")
  bad("${image}")
when good done as g where g.args.text == "${script}": good(title)
`,
    });
    const browser = await startChromium();
    const ended = await project.adg(["run", "hostile.adg", "--quiet"]);
    expect(ended.err).toContain("failed");
    const run = await lastRun(project);
    const pages = await RunPages.start(project);
    const view = await RunView.open(browser, pages.pageOf(run));
    try {
      const { page } = view;
      await expect.poll(() => view.counts("bad"), patient).toEqual({ failed: 1 });
      const about = await view.panel("About");
      await about.getByText(image).first().waitFor();
      for (const [task, text, end] of [
        ["good", script, "script>"],
        ["bad", image, "alert(1)>"],
      ] as const) {
        await view.box(task).click();
        const nodes = page.getByRole("region", { name: "Nodes" });
        await nodes.getByRole("listitem").filter({ hasText: end }).getByRole("button").click();
        const node = page.getByRole("region", { name: "Node", exact: true });
        await node.getByText("attempt 1").waitFor();
        const told = await node.innerText();
        // Arguments and log and, of one, the result; of the other, the failure.
        expect(told.split(text).length - 1).toBeGreaterThanOrEqual(3);
        await page.keyboard.press("Escape");
      }
      const nodes = page.getByRole("region", { name: "Nodes" });
      await nodes.getByRole("combobox", { name: "Task" }).selectOption("all tasks");
      await expect.poll(() => nodes.getByRole("listitem").count(), patient).toBe(3);
      await nodes.getByRole("searchbox").fill(script);
      await expect.poll(() => nodes.getByRole("listitem").count(), patient).toBe(1);
      await (await view.panel("Rules")).getByText(script).first().waitFor();
      await page.getByRole("tab", { name: "Everything" }).click();
      await view.everything("bad").waitFor(patient);
      await page.goto(pages.pageOf(encodeURIComponent(image)));
      await page.getByRole("alert").filter({ hasText: image }).waitFor();
      // An alert would have been a dialog; what is forbidden by the policy would have been told, too.
      expect(await page.locator("img, script:not([src])").count()).toBe(0);
      expect(view.troubles).toEqual([]);
      // Were it put into the page as markup, that would have been noticed.
      await page.evaluate((image) => document.body.insertAdjacentHTML("beforeend", image), image);
      await expect.poll(() => view.troubles.length, patient).toBeGreaterThan(0);
    } finally {
      await view.close();
      await browser.close();
      await pages.stop();
      rmSync(project.folder, { recursive: true, force: true });
    }
  });
});
