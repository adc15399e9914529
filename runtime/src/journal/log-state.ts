/**
 * What SQLite's write-ahead log holds behind its last good frame. SQLite passes over that without a word, which is right after a
 * crash in the middle of a commit, and loss where bytes of confirmed commits were destroyed. See "WAL-mode File Format" in SQLite's
 * documentation.
 */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { damaged, telling } from "./trouble.ts";

const HEADER = 32;
const FRAME_HEADER = 24;

/** A sentence on what is broken at the end of a journal's log; `undefined` where nothing is. Throws where more than the end is. */
export function tornLog(journal: string): string | undefined {
  const file = `${journal}-wal`;
  return telling(file, () => {
    let opened;
    try {
      opened = openSync(file, "r");
    } catch (error) {
      if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
      throw error;
    }
    try {
      return tornFrames(journal, opened);
    } finally {
      closeSync(opened);
    }
  });
}

function tornFrames(journal: string, log: number): string | undefined {
  const { size } = fstatSync(log);
  if (size === 0) return undefined;
  const header = Buffer.alloc(HEADER);
  if (readSync(log, header, 0, HEADER, 0) < HEADER) return "the log of the last commits was cut off";
  const magic = header.readUInt32BE(0);
  const sum = new LogSum((magic & 1) === 1);
  sum.add(header, 0, FRAME_HEADER);
  if (magic >>> 1 !== 0x377f_0682 >>> 1 || !sum.is(header, FRAME_HEADER))
    throw damaged(journal, "the log of the last commits has no whole beginning");
  const salt = header.subarray(16, 24);
  const frame = Buffer.alloc(FRAME_HEADER + header.readUInt32BE(8));
  let isWhole = true;
  let broken = 0;
  let brokenCommits = 0;
  for (let at = HEADER; at < size; at += frame.length) {
    const length = readSync(log, frame, 0, frame.length, at);
    const isOurs = length < FRAME_HEADER || frame.subarray(8, 16).equals(salt);
    if (isWhole) {
      sum.add(frame, 0, 8);
      sum.add(frame, FRAME_HEADER, frame.length);
      isWhole = length === frame.length && isOurs && sum.is(frame, 16);
    }
    // Frames with another salt are left from before the log was begun anew.
    if (isWhole || !isOurs) continue;
    broken += 1;
    if (length >= FRAME_HEADER && frame.readUInt32BE(4) !== 0) brokenCommits += 1;
  }
  // A commit begins only when the one before is durable, so a crash breaks one at most.
  if (brokenCommits > 1) throw damaged(journal, `${brokenCommits} commits in its log are not whole`);
  return broken === 0 ? undefined : "the last commit in its log is not whole";
}

/** The log's own running checksum. */
class LogSum {
  #first = 0;
  #second = 0;
  readonly #isBig: boolean;

  constructor(isBig: boolean) {
    this.#isBig = isBig;
  }

  add(bytes: Buffer, from: number, to: number): void {
    let [first, second] = [this.#first, this.#second];
    for (let at = from; at < to; at += 8) {
      first = (first + this.#word(bytes, at) + second) >>> 0;
      second = (second + this.#word(bytes, at + 4) + first) >>> 0;
    }
    [this.#first, this.#second] = [first, second];
  }

  /** Whether it is what stands there. */
  is(bytes: Buffer, at: number): boolean {
    return this.#first === bytes.readUInt32BE(at) && this.#second === bytes.readUInt32BE(at + 4);
  }

  #word(bytes: Buffer, at: number): number {
    return this.#isBig ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at);
  }
}
