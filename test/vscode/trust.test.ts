/** In a folder that is not trusted, nothing of it is read but programs, and nothing is run. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startBrowser, Window } from "./support/browser.ts";
import { type Editor, startEditor } from "./support/editor.ts";
import { installAdg, writeFiles } from "./support/folders.ts";

/** A mistake that the text alone tells. */
const misspelt = `task size(name: string) -> int from "./tasks.ts"
start: sizes("a")
`;
/** One that only the TypeScript module tells. */
const other = `task size(name: int) -> int from "./tasks.ts"
start: size(1)
`;
const tasks = "export function size(name: string): number {\n  return name.length;\n}\n";

let editor: Editor;
let browser: Browser;
let window: Window;
beforeAll(async () => {
  editor = await startEditor({ trust: "asked" });
  installAdg(editor.folder);
  writeFiles(editor.folder, { "misspelt.adg": misspelt, "other.adg": other, "tasks.ts": tasks });
  browser = await startBrowser();
  window = await Window.open(browser, editor);
});
afterAll(async () => {
  await window?.screenshot("trust");
  await browser?.close();
  await editor?.stop();
});

test("only the text is checked until the folder is trusted", async () => {
  const { page } = window;
  await page.locator(".statusbar-item", { hasText: "Restricted Mode" }).first().waitFor();
  const mistakes = page.locator(".squiggly-error");
  const isAwake = page.locator(".codelens-decoration", { hasText: "Run" }).first();
  await window.file("misspelt.adg");
  await mistakes.first().waitFor();
  await window.file("other.adg");
  await isAwake.waitFor();
  expect(await mistakes.count()).toBe(0);
  await page.keyboard.press("F1");
  await page.locator(".quick-input-widget input").fill(">adg: ");
  const commands = page.locator(".quick-input-list .monaco-list-row");
  await commands.filter({ hasText: "Show Graph" }).waitFor();
  expect(await commands.filter({ hasText: "adg: Run" }).count()).toBe(0);
  await window.screenshot("not-trusted");
  await page.keyboard.press("Escape");

  await window.command("Workspaces: Manage Workspace Trust");
  await page.locator(".workspace-trust-editor").getByRole("button", { name: "Trust", exact: true }).click();
  await page.locator(".statusbar-item", { hasText: "Restricted Mode" }).first().waitFor({ state: "detached" });
  await page.locator(".modal-editor-part .codicon-close, .monaco-modal-editor-block .codicon-close").first().click();
  await mistakes.first().waitFor({ timeout: 60_000 });
});
