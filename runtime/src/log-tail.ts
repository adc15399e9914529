/** The end of a log, read without reading the log. */
import { open } from "node:fs/promises";

/** Options of `lastLines`. */
export interface TailOptions {
  /** How many lines at most; 20 when left out. */
  readonly lines?: number;
  /** Bytes at the file's start that do not count: what earlier attempts wrote. */
  readonly from?: number;
}

const mostBytes = 16 * 1024;

/** The last lines, or `undefined` where there is no such file. Reads at most 16 KB, whatever the file's size. */
export async function lastLines(path: string, options: TailOptions = {}): Promise<readonly string[] | undefined> {
  const file = await open(path, "r").catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    const { size } = await file.stat();
    const start = Math.max(options.from ?? 0, size - mostBytes);
    if (start >= size) return [];
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - start), 0, size - start, start);
    const lines = buffer
      .subarray(0, bytesRead)
      .toString("utf8")
      .replace(/\r?\n$/, "")
      .split(/\r?\n/);
    return lines.slice(-(options.lines ?? 20)).map(printable);
  } finally {
    await file.close();
  }
}

/** Colours and other controls would garble the report; a line may be as long as the whole log. */
function printable(line: string): string {
  // oxlint-disable-next-line no-control-regex
  const text = line.replaceAll(/\u001b\[[0-9;?]*[A-Za-z]/g, "").replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "");
  return text.length > 500 ? `${text.slice(0, 500)}…` : text;
}
