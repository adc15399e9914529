import type { TaskContext } from "@adg/runtime";
import { readdir, writeFile } from "node:fs/promises";
import { join, parse } from "node:path";
import { bind } from "./bind.ts";
import { renderCover } from "./cover.ts";
import { renderChapter, type Section } from "./render.ts";

/** How a file is set. */
export type Look = "cover" | "chapter";

/** A Markdown file that became a PDF. */
export interface Sheet {
  readonly source: string;
  readonly look: Look;
  readonly file: string;
  readonly title: string;
  readonly pages: number;
  readonly sections: Section[];
  readonly includes: string[];
}

/** The Markdown files that stand in a folder itself, in the order of their names. */
export async function discover(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile() && entry.name.endsWith(".md")).map((entry) => entry.name);
  return names.toSorted((a, b) => (a < b ? -1 : 1)).map((name) => join(folder, name));
}

/** Sets one Markdown file as a PDF of its own. */
export async function pdf(source: string, look: Look, context: TaskContext): Promise<Sheet> {
  const { bytes, ...rendered } = look === "cover" ? await renderCover(source) : await renderChapter(source);
  const file = join(context.workdir, `${parse(source).name}.pdf`);
  await writeFile(file, bytes);
  context.log(`"${rendered.title}": ${rendered.pages} pages, ${rendered.includes.length} included files`);
  return { source, look, file, ...rendered };
}

/** Binds the sheets into the book. */
export async function merge(sheets: Sheet[], context: TaskContext): Promise<string> {
  await writeFile(context.out, await bind(sheets, context.signal));
  return context.out;
}
