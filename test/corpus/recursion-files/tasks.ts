import { readdirSync } from "node:fs";
import { join } from "node:path";

export function list(folder: string): { dirs: string[]; files: string[] } {
  const entries = readdirSync(folder, { withFileTypes: true });
  const paths = (isFolder: boolean): string[] =>
    entries.filter((entry) => entry.isDirectory() === isFolder).map((entry) => join(folder, entry.name));
  return { dirs: paths(true), files: paths(false) };
}
