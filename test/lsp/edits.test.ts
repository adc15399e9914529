/** However a text came about, what the server says of it is what it says of the text alone. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type * as lsp from "vscode-languageserver-protocol/node";
import { nastyTexts } from "../fuzz/edits.ts";
import { type Dice, diceFrom, pick } from "../support/dice.ts";
import { LanguageClient } from "../support/language-client.ts";

const folder = new URL("../../compiler/src/testing/programs/", import.meta.url);
const programs = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), "utf8"));

/** A change of a part of the text, as an editor sends it, and the text after it. */
function change(
  dice: Dice,
  text: string,
): { readonly after: string; readonly event: lsp.TextDocumentContentChangeEvent } {
  const start = dice(text.length + 1);
  const end = Math.min(text.length, start + (dice(3) === 0 ? dice(40) : 0));
  const inserted = dice(3) === 0 ? pick(dice, programs).slice(start, start + dice(60)) : pick(dice, nastyTexts);
  return {
    after: text.slice(0, start) + inserted + text.slice(end),
    event: { range: { start: positionAt(text, start), end: positionAt(text, end) }, text: inserted },
  };
}

function positionAt(text: string, offset: number): lsp.Position {
  const before = text.slice(0, offset).split(/\r\n|\n|\r/);
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}

/** Between CR and LF there is no position of its own. */
const isSplit = (text: string): boolean => /\r/.test(text);

test("random edits leave what a fresh document of the same text has", async () => {
  const client = await LanguageClient.start();
  try {
    for (let seed = 1; seed <= 40; seed += 1) {
      const dice = diceFrom(seed);
      let text = pick(dice, programs);
      const [edited, fresh] = [`file:///edited/${seed}/main.adg`, `file:///fresh/${seed}/main.adg`];
      await client.open(edited, text);
      for (let count = 0; count < 12; count += 1) {
        const { after, event } = change(dice, text);
        if (isSplit(after)) continue;
        await client.change(edited, [event]);
        text = after;
        // Some of the states in between are looked at, others are not.
        if (dice(3) === 0) await everythingOf(client, edited);
      }
      await client.open(fresh, text);
      const [one, other] = [await everythingOf(client, edited), await everythingOf(client, fresh)];
      expect(one, `seed ${seed}`).toEqual(JSON.parse(JSON.stringify(other).replaceAll("/fresh/", "/edited/")));
      await client.close(edited);
      await client.close(fresh);
    }
  } finally {
    await client.stop();
  }
}, 60_000);

/** The answers of requests about a whole document. */
async function everythingOf(client: LanguageClient, uri: string): Promise<unknown> {
  const textDocument = { uri };
  const { capabilities } = client.announced;
  const range = { start: { line: 0, character: 0 }, end: { line: 100_000, character: 0 } };
  const asked: [method: string, params: object][] = [
    ["adg/graph", { textDocument }],
    ["textDocument/formatting", { textDocument, options: { tabSize: 2, insertSpaces: true } }],
  ];
  if (capabilities.documentSymbolProvider !== undefined) asked.push(["textDocument/documentSymbol", { textDocument }]);
  if (capabilities.foldingRangeProvider !== undefined) asked.push(["textDocument/foldingRange", { textDocument }]);
  if (capabilities.codeLensProvider !== undefined) asked.push(["textDocument/codeLens", { textDocument }]);
  if (capabilities.documentLinkProvider !== undefined) asked.push(["textDocument/documentLink", { textDocument }]);
  if (capabilities.inlayHintProvider !== undefined) asked.push(["textDocument/inlayHint", { textDocument, range }]);
  if (capabilities.semanticTokensProvider !== undefined)
    asked.push(["textDocument/semanticTokens/full", { textDocument }]);
  const answers = await Promise.all(asked.map(([method, params]) => client.connection.sendRequest(method, params)));
  return JSON.parse(
    JSON.stringify(answers, (key, value: unknown) => (key === "version" || key === "resultId" ? undefined : value)),
  );
}
