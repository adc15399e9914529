import { extname } from "node:path";

export const formats = ["svg", "png", "gif", "dot", "mermaid", "json", "gexf", "html"] as const;
export type Format = (typeof formats)[number];

/** Those of bytes, which are no text for a terminal. */
export const binary: ReadonlySet<Format> = new Set(["png", "gif"]);

/** What a file's name says; `undefined` where it says nothing. */
export function formatOfName(file: string): Format | undefined {
  const ending = extname(file).slice(1).toLowerCase();
  if (ending === "mmd") return "mermaid";
  if (ending === "gv") return "dot";
  if (ending === "htm") return "html";
  return formats.find((each) => each === ending);
}
