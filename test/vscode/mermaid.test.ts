/** Graphs as Mermaid's own library reads and draws them, in a real browser. */
import { execFileSync } from "node:child_process";
import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startBrowser } from "./support/browser.ts";
import { root, scratchFolder } from "./support/folders.ts";

const folder = scratchFolder();
let browser: Browser;
let page: Page;
let run = "";

const adg = (...args: readonly string[]): string =>
  execFileSync(process.execPath, [join(root, "cli", "bin", "adg.mjs"), ...args], {
    cwd: folder.path,
    encoding: "utf8",
  });

beforeAll(async () => {
  cpSync(join(root, "examples", "physics"), folder.path, {
    recursive: true,
    filter: (source) => !source.endsWith("/.adg"),
  });
  writeFileSync(join(folder.path, "package.json"), '{ "type": "module" }');
  ({ run } = JSON.parse(adg("run", "physics.adg", "--json")) as { readonly run: string });
  browser = await startBrowser();
  page = await browser.newPage();
  await page.addScriptTag({ path: join(root, "build", "mermaid-12.3.0", "mermaid.min.js") });
});
afterAll(async () => {
  await browser.close();
  folder.remove();
});

/** What Mermaid says that a text is, and the words in its picture. */
async function drawn(text: string): Promise<{ readonly type: string; readonly words: readonly string[] }> {
  return page.evaluate(async (text) => {
    interface Mermaid {
      initialize(options: object): void;
      parse(text: string): Promise<{ readonly diagramType: string }>;
      render(id: string, text: string): Promise<{ readonly svg: string }>;
    }
    const { mermaid } = globalThis as unknown as { readonly mermaid: Mermaid };
    mermaid.initialize({ startOnLoad: false, securityLevel: "strict" });
    const { diagramType } = await mermaid.parse(text);
    const { svg } = await mermaid.render("drawn", text);
    const picture = new DOMParser().parseFromString(svg, "text/html");
    const words = [...picture.querySelectorAll(".nodeLabel, .edgeLabel")].map((each) => each.textContent.trim());
    return { type: diagramType, words };
  }, text);
}

describe("Mermaid draws", () => {
  test("a program, with its tasks and rules", async () => {
    const { type, words } = await drawn(adg("graph", "physics.adg", "--format", "mermaid"));
    expect(type).toMatch(/^flowchart/);
    for (const task of ["fetch", "select", "measure", "display", "histogram", "fit"])
      expect(words.some((each) => each.startsWith(task))).toBe(true);
    expect(words).toContain("when no more measure");
  });

  test("a run, each node of it, and folded", async () => {
    const whole = await drawn(adg("graph", run, "--format", "mermaid"));
    expect(whole.words.filter((each) => each.startsWith("measure"))).toHaveLength(4);
    const folded = await drawn(adg("graph", run, "--format", "mermaid", "--fold", "8"));
    expect(folded.words.join()).toContain("3 done, 1 failed");
  });

  test("texts that mean something to Mermaid as they are", async () => {
    const hostile = String.raw`end"] --> x{{<img src=1 onerror=alert(1)>}} %% #quot; \ ; ${"`"}`;
    const program = `input word: string = ${JSON.stringify(hostile)}\ntask show(word: string) -> string = word\nstart: show(word)\n`;
    writeFileSync(join(folder.path, "hostile.adg"), program);
    const { run } = JSON.parse(adg("run", "hostile.adg", "--json")) as { readonly run: string };
    const { words } = await drawn(adg("graph", run, "--format", "mermaid"));
    expect(words).toHaveLength(1);
    expect(words[0]).toBe(String.raw`show"end\"] --> x{{<img src=1 o…`);
  });
});
