/** The line in a node's log before what a further attempt prints. */
import { open, type FileHandle } from "node:fs/promises";

/**
 * Writes it, where earlier attempts have printed something and it is not there yet: one that was taken back may have left it. Answers how
 * much of the log is from before the attempt, in bytes.
 */
export async function beginAttempt(log: string, attempt: number): Promise<number> {
  const file = await open(log, "r+").catch(() => undefined);
  if (file === undefined) return 0;
  try {
    const { size } = await file.stat();
    if (size === 0) return 0;
    const line = Buffer.from(`── attempt ${attempt} ──\n`);
    if ((await endOf(file, size, line.length)).equals(line)) return size;
    const gap = (await endOf(file, size, 1)).toString() === "\n" ? "" : "\n";
    const added = Buffer.concat([Buffer.from(gap), line]);
    await file.write(added, 0, added.length, size);
    return size + added.length;
  } finally {
    await file.close();
  }
}

async function endOf(file: FileHandle, size: number, length: number): Promise<Buffer> {
  const wanted = Math.min(length, size);
  const { buffer } = await file.read(Buffer.alloc(wanted), 0, wanted, size - wanted);
  return buffer;
}
