/** Runs the cases of `suite/` inside of VS Code. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { startBrowser } from "./support/browser.ts";
import { startEditor } from "./support/editor.ts";
import { installAdg, screenshots, writeFiles } from "./support/folders.ts";
import { texts } from "./support/words.ts";
import { cases } from "./suite/cases.ts";

let results: Readonly<Record<string, string>>;

beforeAll(async () => {
  const editor = await startEditor();
  const suite = join(dirname(editor.folder), "suite");
  writeFiles(suite, {
    "package.json": JSON.stringify({ name: "suite", publisher: "adg", version: "1.0.0", engines: { vscode: "*" } }),
  });
  await build({
    entryPoints: [fileURLToPath(new URL("suite/main.ts", import.meta.url))],
    outfile: join(suite, "suite.cjs"),
    bundle: true,
    platform: "node",
    format: "cjs",
    external: ["vscode"],
  });
  installAdg(editor.folder);
  writeFiles(editor.folder, texts);
  const browser = await startBrowser();
  const page = await browser.newPage();
  const said: unknown[] = [];
  const ended = new Promise<unknown>((done) => void page.exposeFunction("codeAutomationExit", done));
  await page.exposeFunction("codeAutomationLog", (...parts: unknown[]) => void said.push(parts));
  await page.addInitScript(() => {
    // The workbench offers these two to tests only if it is told that it drives some.
    new MutationObserver((_, observer) => {
      const meta = document.getElementById("vscode-workbench-web-configuration");
      const settings = meta?.getAttribute("data-settings");
      if (meta === null || settings == null) return;
      observer.disconnect();
      const configuration = JSON.parse(settings) as { developmentOptions?: Record<string, unknown> };
      configuration.developmentOptions = { ...configuration.developmentOptions, enableSmokeTestDriver: true };
      meta.setAttribute("data-settings", JSON.stringify(configuration));
    }).observe(document, { childList: true, subtree: true });
  });
  const remote = `vscode-remote://${new URL(editor.address).host}`;
  const payload = [
    ["extensionDevelopmentPath", `${remote}${suite}`],
    ["extensionTestsPath", `${remote}${join(suite, "suite.cjs")}`],
    ["skipWelcome", "true"],
  ];
  const query = new URLSearchParams({ folder: editor.folder, payload: JSON.stringify(payload) });
  await page.goto(`${editor.address}/?${query}`, { timeout: 60_000 });
  const timeout = new Promise((done) => setTimeout(done, 400_000, "timeout"));
  const exit = await Promise.race([ended, timeout]);
  results = readResults(join(editor.folder, "results.json"));
  if (exit !== 0) console.log(`The suite ended with ${JSON.stringify(exit)}: ${JSON.stringify(said.slice(-20))}`);
  await page.screenshot({ path: join(screenshots, "providers.png") });
  await browser.close();
  await editor.stop();
}, 600_000);

function readResults(file: string): Readonly<Record<string, string>> {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Readonly<Record<string, string>>;
  } catch {
    return {};
  }
}

describe("inside of VS Code", () => {
  test.each(Object.keys(cases))("%s", (title) => {
    expect(results[title] ?? "it did not come to an end").toBe("passed");
  });
});
