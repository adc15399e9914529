/** The project's documents and the blocks of code in them, and its programs. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A block of code in a document. */
export interface Block {
  readonly document: string;
  /** Of its first fence. */
  readonly line: number;
  /** The line of the heading that it stands below. */
  readonly section: number;
  /** What follows the fence: `adg`, `adg fragment`, `ts`. */
  readonly info: string;
  readonly text: string;
}

/** A document, by its path in the project. */
export interface Document {
  readonly path: string;
  readonly blocks: readonly Block[];
}

/** Every document that shows programs. */
export const documents: readonly Document[] = paths(
  "*.md",
  "docs/**/*.md",
  "examples/*.md",
  "examples/book/chapters/**/*.md",
).map((path) => ({ path, blocks: blocksOf(path, readFileSync(join(root, path), "utf8")) }));

/** Every program that is a file of its own, but for those of the corpus. */
export const programFiles: readonly string[] = paths("examples/*/*.adg", "test/*/*.adg");

/** Programs of the corpus: laid out in any way, and some of them broken. */
export const corpusFiles: readonly string[] = paths("test/corpus/**/*.adg");

function paths(...patterns: readonly string[]): readonly string[] {
  return globSync([...patterns], { cwd: root }).sort();
}

/** The blocks of code in the text of a document. */
export function blocksOf(document: string, content: string): readonly Block[] {
  const lines = content.split("\n");
  const blocks: Block[] = [];
  let section = 0;
  for (let start = 0; start < lines.length; start += 1) {
    if (/^#+ /.test(lines[start] ?? "")) section = start + 1;
    const fence = /^(\s*)```(.*)$/.exec(lines[start] ?? "");
    if (fence === null) continue;
    const [, indent = "", info = ""] = fence;
    const length = lines.slice(start + 1).findIndex((line) => line.trim() === "```");
    const text = lines.slice(start + 1, start + 1 + length).map((line) => line.slice(indent.length));
    blocks.push({ document, line: start + 1, section, info, text: `${text.join("\n")}\n` });
    start += length + 1;
  }
  return blocks;
}
