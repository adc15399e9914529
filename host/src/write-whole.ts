import { renameSync, writeFileSync } from "node:fs";

/** Whoever reads the file sees the old content or the whole new one. */
export function writeWhole(file: string, content: string): void {
  const half = `${file}.${process.pid}.part`;
  writeFileSync(half, content);
  renameSync(half, file);
}
