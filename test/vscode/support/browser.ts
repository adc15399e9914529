/** A person at the editor: a browser that shows it, and what can be done there. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium, type FrameLocator, type Locator, type Page } from "playwright-core";
import type { Editor } from "./editor.ts";
import { screenshots } from "./folders.ts";

const flags = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
  ...["--disable-component-update", "--disable-sync"],
];

export async function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium", args: flags });
}

/** A window of the editor. */
export class Window {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  /** Opens a folder, and in it a file. `file`: absolute path. */
  static async open(browser: Browser, { address, folder }: Editor, file?: string): Promise<Window> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
    page.setDefaultTimeout(20_000);
    const query = new URLSearchParams({ folder });
    if (file !== undefined)
      query.set("payload", JSON.stringify([["openFile", `vscode-remote://${new URL(address).host}${file}`]]));
    await page.goto(`${address}/?${query}`, { timeout: 60_000 });
    await page.locator(".monaco-workbench .part.editor").waitFor({ timeout: 60_000 });
    const window = new Window(page);
    if (file !== undefined) await window.editor().locator(".view-line").first().waitFor({ timeout: 60_000 });
    return window;
  }

  /** The editor of the text in front. */
  editor(): Locator {
    return this.page.locator(".editor-group-container.active .monaco-editor[data-uri]").first();
  }

  /** Runs a command by the name that people see. */
  async command(name: string): Promise<void> {
    await this.page.keyboard.press("F1");
    const input = this.page.locator(".quick-input-widget input");
    await input.fill(`>${name}`);
    await this.page.locator(".quick-input-list .monaco-list-row", { hasText: name }).first().waitFor();
    await this.page.keyboard.press("Enter");
  }

  /** Opens a file by its name in the folder, from the tree of files. */
  async file(name: string): Promise<void> {
    const row = this.page.locator(".explorer-folders-view .monaco-list-row", { hasText: name }).first();
    await row.dblclick();
    await this.page.locator(".tab.active", { hasText: name }).first().waitFor();
    await this.editor().locator(".view-line").first().waitFor();
    await this.editor().click({ position: { x: 300, y: 400 } });
  }

  /** Closes every editor; what was not saved is lost. */
  async closeAll(): Promise<void> {
    await this.page.keyboard.press("Escape");
    await this.command("View: Close All Editors");
    const dialog = this.page.locator(".monaco-dialog-box").getByRole("button", { name: "Don't Save" });
    const none = this.page.locator(".tabs-container .tab");
    for (;;) {
      if (await dialog.isVisible()) await dialog.click();
      if ((await none.count()) === 0) return;
      await this.page.waitForTimeout(50);
    }
  }

  /** Puts the cursor to a place; both count from 1. */
  async goto(line: number, column: number): Promise<void> {
    await this.page.keyboard.press("Control+G");
    const input = this.page.locator(".quick-input-widget input");
    await input.fill(`:${line}:${column}`);
    await this.page.keyboard.press("Enter");
    await this.position(line, column);
  }

  /** Waits until the cursor is at a place. */
  async position(line: number, column?: number): Promise<void> {
    const text = column === undefined ? new RegExp(`^Ln ${line}, `) : `Ln ${line}, Col ${column}`;
    await this.page.locator(".statusbar-item", { hasText: text }).first().waitFor();
  }

  /** The lines of the editor in front, as far as they show. */
  async text(): Promise<string> {
    const lines = await this.editor()
      .locator(".view-line")
      .evaluateAll((all) =>
        all
          .map((line) => ({ top: Number.parseFloat((line as HTMLElement).style.top), text: line.textContent ?? "" }))
          .sort((a, b) => a.top - b.top)
          .map(({ text }) => text.replaceAll("\u00a0", " ")),
      );
    return lines.join("\n");
  }

  /** Waits until the editor in front shows a text. */
  async shows(text: string): Promise<void> {
    const end = Date.now() + 20_000;
    while (!(await this.text()).includes(text)) {
      if (Date.now() > end) throw new Error(`The editor does not show ${JSON.stringify(text)}:\n${await this.text()}`);
      await this.page.waitForTimeout(50);
    }
  }

  /** Where a word stands in the editor in front. */
  async word(word: string, { last = false } = {}): Promise<{ readonly x: number; readonly width: number }> {
    return this.editor()
      .locator(".view-lines")
      .evaluate(
        (lines, { word: wanted, last: fromEnd }) => {
          const walker = document.createTreeWalker(lines, NodeFilter.SHOW_TEXT);
          const found: { x: number; y: number; width: number }[] = [];
          for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
            const at = (node.textContent ?? "").indexOf(wanted);
            if (at < 0) continue;
            const range = document.createRange();
            range.setStart(node, at);
            range.setEnd(node, at + wanted.length);
            const { x, y, width } = range.getBoundingClientRect();
            found.push({ x, y, width });
          }
          found.sort((a, b) => a.y - b.y);
          return found.at(fromEnd ? -1 : 0) ?? { x: -1, width: -1 };
        },
        { word, last },
      );
  }

  /** Opens the list of suggestions, if it is not open. */
  async suggestions(): Promise<void> {
    const list = this.page.locator(".suggest-widget.visible");
    if (!(await list.isVisible())) await this.page.keyboard.press("Control+Space");
    await list.waitFor();
  }

  /** The box of a task in the graph. */
  box(name: string): Locator {
    return this.graph().locator(`svg g.node[aria-label^="${name}:"]`);
  }

  /** Waits until the terminal shows a text. */
  async terminal(text: string): Promise<void> {
    await this.page.locator(".xterm-rows", { hasText: text }).first().waitFor({ timeout: 60_000 });
  }

  /** The page of the graph in the window. */
  graph(): FrameLocator {
    return this.page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
  }

  async screenshot(name: string): Promise<void> {
    mkdirSync(screenshots, { recursive: true });
    await this.page.screenshot({ path: join(screenshots, `${name}.png`) });
  }

  async close(): Promise<void> {
    await this.page.close();
  }
}
