/** Marked programs as an editor has them open. */
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type * as lsp from "vscode-languageserver-protocol/node";
import { readMarked } from "../../compiler/src/testing/markers.ts";
import { positionAt as placeAt, sourceOf } from "../../compiler/src/source.ts";
import { type ClientOptions, LanguageClient } from "./language-client.ts";
import { writeText } from "./temp-folder.ts";

export interface OpenedProgram {
  readonly client: LanguageClient;
  readonly textDocument: { readonly uri: string };
  /** Of the cursor. */
  readonly position: lsp.Position;
  /** Of each `[|…|]` in the main file. */
  readonly ranges: readonly lsp.Range[];
  readonly text: string;
  uriOf(name: string): string;
}

/** Writes marked files into a folder, the first of which is opened; the server knows the folder. */
export async function openProgram(
  folder: string,
  files: Readonly<Record<string, string>>,
  options: ClientOptions = {},
): Promise<OpenedProgram> {
  const read = Object.entries(files).map(([name, marked]) => ({ name, ...readMarked(marked) }));
  for (const { name, text } of read) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeText(folder, name, text);
  }
  const [main] = read;
  if (main === undefined) throw new Error("There is no file to open.");
  const client = await LanguageClient.start({ roots: [folder], ...options });
  const uriOf = (name: string): string => pathToFileURL(`${folder}/${name}`).href;
  await client.open(uriOf(main.name), main.text);
  const { text } = main;
  return {
    client,
    textDocument: { uri: uriOf(main.name) },
    position: positionAt(text, main.cursor ?? 0),
    ranges: main.ranges.map(({ start, end }) => ({ start: positionAt(text, start), end: positionAt(text, end) })),
    text,
    uriOf,
  };
}

export function positionAt(text: string, offset: number): lsp.Position {
  const { line, column } = placeAt(sourceOf("", text), offset);
  return { line: line - 1, character: column - 1 };
}

/** `main.adg:2:7`, counted from 1, as people do. */
export function placeText({ uri, range: { start } }: lsp.Location): string {
  return `${uri.replace(/^.*\//, "")}:${start.line + 1}:${start.character + 1}`;
}
