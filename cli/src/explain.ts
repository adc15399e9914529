import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { nearest } from "@adg/compiler/nearest";
import { packageFolder } from "./package-folder.ts";
import { print } from "./print.ts";
import { Refusal } from "./refusal.ts";
import { sectionsOf } from "./sections.ts";

/** In the installed package, and in the project itself. */
const places = ["diagnostics.md", join("..", "docs", "diagnostics.md")];

/** Prints what is said about a code; answers the exit code. */
export async function explain(code: string): Promise<number> {
  const sections = sectionsOf(documentText());
  const wanted = /^\d{4}$/.test(code) ? `ADG${code}` : code.toUpperCase();
  const section = sections.get(wanted);
  if (section !== undefined) {
    await print(section.trimEnd());
    return 0;
  }
  const near = nearest(wanted, sections.keys());
  const offer = near.length === 0 ? "" : `; did you mean ${near.map((each) => `"${each}"`).join(" or ")}?`;
  throw new Refusal(`There is no code "${code}"${offer === "" ? "." : offer}`);
}

function documentText(): string {
  const paths = places.map((place) => join(packageFolder, place));
  const found = paths.find((path) => existsSync(path));
  if (found === undefined) throw new Error("diagnostics.md is missing in the installation");
  return readFileSync(found, "utf8");
}
