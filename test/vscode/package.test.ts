/** What is in the package, and what is not. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root, vsix } from "./support/folders.ts";

const listed = execFileSync("python3", ["-m", "zipfile", "-l", vsix], { encoding: "utf8" });
const files = listed
  .split("\n")
  .slice(1)
  .flatMap((line) => /^extension\/(\S+)/.exec(line)?.[1] ?? []);

interface Manifest {
  readonly main: string;
  readonly icon: string;
  readonly contributes: {
    readonly languages: readonly { readonly configuration: string; readonly icon: { readonly light: string } }[];
    readonly grammars: readonly { readonly path: string }[];
    readonly snippets: readonly { readonly path: string }[];
    readonly walkthroughs: readonly { readonly steps: readonly { readonly media: { readonly image: string } }[] }[];
  };
}

const manifest = JSON.parse(readFileSync(join(root, "vscode-extension", "package.json"), "utf8")) as Manifest;
const { languages, grammars, snippets, walkthroughs } = manifest.contributes;
const named = [
  manifest.main,
  manifest.icon,
  ...languages.flatMap(({ configuration, icon }) => [configuration, icon.light]),
  ...[...grammars, ...snippets].map(({ path }) => path),
  ...walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.image)),
].map((path) => path.replace(/^\.\//, ""));

describe("the package", () => {
  test.each(named)("has %s, which the manifest names", (path) => {
    expect(files).toContain(path);
  });

  test.each([
    ...["dist/server/server.js", "dist/server/worker.js", "dist/diagnostics.md", "dist/licences.txt"],
    ...["dist/webview/main.js", "dist/webview/style.css"],
    ...[
      "ts-morph/index.cjs",
      "@adg/runtime/dist/index.d.ts",
      "oxc-parser/index.cjs",
      "oxc-parser/parser.wasm32-wasi.wasm",
    ].map((name) => `dist/server/node_modules/${name}`),
    ...[
      "web-tree-sitter/web-tree-sitter.wasm",
      "tree-sitter-bash/tree-sitter-bash.wasm",
      "@types/node/package.json",
    ].map((name) => `dist/server/node_modules/${name}`),
  ])("has %s", (path) => {
    expect(files).toContain(path);
  });

  test("has nothing else than what is shipped", () => {
    const known =
      /^(dist\/(extension\.cjs|diagnostics\.md|licences\.txt|server\/|webview\/(main\.js|style\.css)$)|icons\/(adg\.svg|icon\.png)$|language-configuration\.json$|package\.json$|readme\.md$|snippets\/|syntaxes\/|walkthrough\/)/;
    expect(files.filter((file) => !known.test(file))).toEqual([]);
    expect(
      files.filter((file) => /\.(node|map|tsbuildinfo)$|test/.test(file) && !file.includes("@types/node")),
    ).toEqual([]);
  });
});
