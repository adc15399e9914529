import { expect, test } from "vitest";
import { analyse } from "../analyse.ts";
import { applyEdits } from "../fixes/apply-edits.ts";
import type { Host } from "../host.ts";
import { filesHost } from "../testing/expect-files.ts";
import { documentLinksOf } from "./document-links.ts";
import { type FileRename, fileRenameEdits } from "./file-rename.ts";

const main = `import { a } from "./lib/a.adg"
import { f } from "./text.ts"
import { g } from "package"
input folder: dir = "chapters"
input plain: string = "chapters"
input at: file = "/etc/hosts"
task b() -> int from "../shared/tasks.ts" as b
`;
const library = 'import { f } from "../text.ts"\ntask a() -> int from "./a.ts"\n';
const texts: Readonly<Record<string, string>> = { "/w/main.adg": main, "/w/lib/a.adg": library };

function hostOf(files: typeof texts): Host {
  return { ...filesHost(files), resolve: (from, path) => new URL(path, `file://${from}`).pathname };
}

test("paths of modules and of what inputs are by default lead to files", () => {
  const [module] = analyse("/w/main.adg", main, hostOf(texts)).modules;
  const links = module === undefined ? [] : documentLinksOf(module);
  expect(links.map(({ span, target, what }) => `${main.slice(span.start, span.end)} -> ${what} ${target}`)).toEqual([
    "./lib/a.adg -> module /w/lib/a.adg",
    "./text.ts -> module /w/text.ts",
    "package -> module /w/package",
    "chapters -> dir /w/chapters",
    "/etc/hosts -> file /etc/hosts",
    "../shared/tasks.ts -> module /shared/tasks.ts",
  ]);
});

/** The changed lines of both files after a move. */
function after(...renames: readonly FileRename[]): readonly string[] {
  const edits = fileRenameEdits([analyse("/w/main.adg", main, hostOf(texts))], renames);
  return Object.entries(texts).flatMap(([file, text]) => {
    const changed = applyEdits(
      text,
      edits.filter((edit) => edit.file === file),
    ).split("\n");
    return text.split("\n").flatMap((line, index) => (line === changed[index] ? [] : [changed[index] ?? ""]));
  });
}

test("a module that moves is followed by the paths to it", () => {
  expect(after({ from: "/w/text.ts", to: "/w/lib/words.ts" })).toEqual([
    'import { f } from "./lib/words.ts"',
    'import { f } from "./words.ts"',
  ]);
});

test("a program that moves keeps what its paths mean", () => {
  expect(after({ from: "/w/lib/a.adg", to: "/w/b.adg" })).toEqual([
    'import { a } from "./b.adg"',
    'import { f } from "./text.ts"',
    'task a() -> int from "./lib/a.ts"',
  ]);
  expect(after({ from: "/w/main.adg", to: "/w/lib/main.adg" })).toEqual([
    'import { a } from "./a.adg"',
    'import { f } from "../text.ts"',
    'input folder: dir = "../chapters"',
    'task b() -> int from "../../shared/tasks.ts" as b',
  ]);
});

test("a folder that moves takes what is in it along", () => {
  expect(after({ from: "/w/lib", to: "/w/parts" })).toEqual(['import { a } from "./parts/a.adg"']);
  expect(after({ from: "/w", to: "/v" })).toEqual([]);
  expect(after({ from: "/w/li", to: "/w/x" })).toEqual([]);
});
