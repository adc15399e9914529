/** The server under clients that nobody here wrote, set up with the very lines of the manual. */
import { spawnSync } from "node:child_process";
import { chmodSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { tempFolder, writeText } from "../support/temp-folder.ts";

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const manual = readFileSync(here("../../docs/editors.md"), "utf8");

/** The edge of the last line is missing. */
const program = `/// One page.
task pdf(source: string) -> int = source.length
task merge(pages: int[]) -> int = sum(pages)

// What follows is what a run does.
start: pdf("a")
when no more pdf: merge(all pdf)
`;

const folder = tempFolder();

/** The lines of the manual for an editor, in a file. */
function linesFor(editor: string, name: string): string {
  const [, lines = ""] = new RegExp(`<!-- tried: ${editor} -->\\n\\n\`\`\`\\w+\\n([^]*?)\`\`\``).exec(manual) ?? [];
  expect(lines).not.toBe("");
  return writeText(folder, name, lines);
}

/** Runs an editor with `adg` on its PATH; answers what it prints. */
function run(command: string, args: readonly string[], environment: Readonly<Record<string, string>>): string {
  const adg = writeText(
    folder,
    "adg",
    `#!/bin/sh\nexec "${process.execPath}" "${here("../../cli/bin/adg.mjs")}" "$@"\n`,
  );
  chmodSync(adg, 0o755);
  const { error, stdout, stderr } = spawnSync(command, args, {
    cwd: folder,
    encoding: "utf8",
    timeout: 60_000,
    env: {
      ...process.env,
      HOME: folder,
      XDG_CONFIG_HOME: folder,
      PATH: `${folder}:${process.env["PATH"]}`,
      ...environment,
    },
  });
  if (error !== undefined) throw new Error(`"${command}" did not run (${error.message}); is it installed?`);
  return `${stdout}${stderr}`;
}

function answersIn(output: string, pattern: RegExp): Record<string, unknown> {
  const [, json] = pattern.exec(output) ?? [];
  if (json === undefined) throw new Error(`There is no answer in what was printed:\n${output}`);
  return JSON.parse(json) as Record<string, unknown>;
}

describe("Neovim", () => {
  test("shows mistakes, completes, goes to definitions, mends and renames", () => {
    const file = writeText(folder, "neovim.adg", program);
    const init = linesFor("neovim", "neovim-init.lua");
    const output = run("nvim", ["--headless", "--clean", "-c", `luafile ${here("neovim.lua")}`], {
      ADG_FILE: file,
      ADG_INIT: init,
    });
    const answers = answersIn(output, /(\{.*\})/);
    expect(answers["filetype"]).toBe("adg");
    expect(JSON.stringify(answers["diagnostics"])).toContain("pdf -> merge");
    expect(answers["definition"]).toBe(2);
    expect(answers["hover"]).toContain("merge(pages: int[]) -> int");
    expect(answers["completion"]).toEqual(expect.arrayContaining(["merge"]));
    expect(answers["fix"]).toContain("edge pdf -> merge");
    expect(answers["text"]).toContain("task page(source: string)");
    expect(answers["text"]).toContain("when no more page: merge(all page)");
  }, 70_000);
});

describe("Emacs with eglot", () => {
  test("shows mistakes, completes, goes to definitions and renames", () => {
    const file = writeText(folder, "emacs.adg", program);
    const init = linesFor("emacs", "emacs-init.el");
    const output = run("emacs", ["--batch", "-Q", "-l", here("emacs.el")], { ADG_FILE: file, ADG_INIT: init });
    const answers = answersIn(output, /ANSWERS (\{.*\})/);
    expect(answers["mode"]).toBe("adg-mode");
    expect(JSON.stringify(answers["diagnostics"])).toContain("pdf -> merge");
    expect(answers["definition"]).toBe(2);
    expect(answers["hover"]).toContain("merge(pages: int[]) -> int");
    expect(answers["completion"]).toEqual(expect.arrayContaining([expect.stringContaining("merge")]));
    expect(answers["text"]).toContain("when no more page: merge(all page)");
  }, 70_000);
});
