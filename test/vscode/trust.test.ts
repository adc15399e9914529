/** In a folder that is not trusted, nothing of it is read but programs, and nothing is run. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startBrowser, Window } from "./support/browser.ts";
import { type Editor, startEditor } from "./support/editor.ts";
import { installAdg, writeFiles } from "./support/folders.ts";

/** A mistake that the text alone tells (in line 3), and one that only the TypeScript module does (in line 1). */
const program = `task size(name: int) -> int from "./tasks.ts"
output n: int = size
start: sizes("a")
`;
const tasks = "export function size(name: string): number {\n  return name.length;\n}\n";

let editor: Editor;
let browser: Browser;
beforeAll(async () => {
  editor = await startEditor({ trust: "asked" });
  installAdg(editor.folder);
  writeFiles(editor.folder, { "program.adg": program, "tasks.ts": tasks });
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  await editor?.stop();
});

test("only the text is checked until the folder is trusted", async () => {
  const window = await Window.open(browser, editor);
  const { page } = window;
  await page.getByRole("button", { name: /No, I don't trust/ }).click();
  await window.file("program.adg");
  const mistakes = page.locator(".squiggly-error");
  await mistakes.first().waitFor();
  await page.locator(".codelens-decoration", { hasText: "Run" }).first().waitFor();
  expect(await mistakes.count()).toBe(1);
  await page.keyboard.press("F1");
  await page.locator(".quick-input-widget input").fill(">adg: ");
  const commands = page.locator(".quick-input-list .monaco-list-row");
  await commands.filter({ hasText: "Show Graph" }).waitFor();
  expect(await commands.filter({ hasText: "adg: Run" }).count()).toBe(0);
  await window.screenshot("not-trusted");
  await page.keyboard.press("Escape");

  await window.command("Workspaces: Manage Workspace Trust");
  await page.locator(".workspace-trust-editor").getByRole("button", { name: "Trust", exact: true }).click();
  await window.file("program.adg");
  await expect.poll(() => mistakes.count(), { timeout: 60_000 }).toBe(2);
  await window.screenshot("trusted");
});
