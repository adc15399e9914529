/** Shell text under the grammar for shell that VS Code brings. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { lex } from "../../compiler/src/lexer.ts";
import * as t from "../../compiler/src/tokens.ts";
import { grammar } from "../../vscode-extension/grammar/grammar.ts";
import { type Registry, registryOf } from "../../vscode-extension/grammar/tokenise.ts";
import { corpusFiles, programFiles } from "../support/documents.ts";
import { codeServer, root } from "./support/folders.ts";

const shell = join(codeServer, "lib/vscode/extensions/shellscript/syntaxes/shell-unix-bash.tmLanguage.json");

let registry: Registry;
beforeAll(async () => {
  const ofShell = JSON.parse(readFileSync(shell, "utf8")) as unknown;
  registry = await registryOf({ "source.adg": grammar, "source.shell": ofShell });
});

const programs = [...programFiles, ...corpusFiles]
  .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }))
  .filter(
    ({ path, text }) => /\bsh\s*"/.test(text) && !text.includes("\r") && lex(path, text).diagnostics.length === 0,
  );

describe("shell text", () => {
  test.each(programs.map(({ path, text }) => [path, text]))(
    "shows its interpolations and ends with its string in %s",
    async (path, text) => {
      const pieces = await registry.tokenise("source.adg", text);
      const scopesAt = (offset: number): string =>
        pieces.findLast(({ start }) => start <= offset)?.scopes.join(" ") ?? "";
      const { tokens, lines } = lex(path, text);
      const holes = tokens.filter(({ tokenType }) => tokenType === t.HoleOpen);
      expect(
        holes.filter(({ startOffset }) => !/interpolation\.begin|comment\.line/.test(scopesAt(startOffset))),
      ).toEqual([]);
      const heads = lines.flatMap(({ token, indent }) => (indent === 0 ? (tokens[token]?.startOffset ?? []) : []));
      expect(heads.filter((offset) => /source\.shell|string/.test(scopesAt(offset)))).toEqual([]);
    },
  );
});
