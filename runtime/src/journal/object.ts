/** Results that are too large for the journal: a file each, named for the sha256 of its text. */
import { hash } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Value } from "../workflow.ts";
import { JournalError } from "./journal-error.ts";
import type { StoredValue } from "./record.ts";
import { objectFileOf, sync, syncMade } from "./run-files.ts";
import { telling } from "./trouble.ts";

/** What a record says of a result that lies in a file of its own. */
export type StoredObject = Exclude<StoredValue, { readonly value: Value }>;

let parts = 0;

/** Keeps a text, durably: nobody ever sees half of it. */
export function writeObject(stateDir: string, text: string | Uint8Array): StoredObject {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  const digest = hash("sha256", bytes);
  const file = objectFileOf(stateDir, digest);
  const folder = dirname(file);
  telling(file, () => {
    if (!holds(file, bytes)) {
      const made = mkdirSync(folder, { recursive: true });
      writeWhole(file, bytes);
      syncMade(folder, made);
    }
    sync(folder);
  });
  return { object: digest, size: bytes.length };
}

function writeWhole(file: string, bytes: Uint8Array): void {
  const part = `${file}.${process.pid}-${parts++}.part`;
  const opened = openSync(part, "wx");
  try {
    try {
      writeFileSync(opened, bytes);
      fsyncSync(opened);
    } finally {
      closeSync(opened);
    }
    renameSync(part, file);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}

/** A file that is there already may have been damaged since. */
function holds(file: string, bytes: Uint8Array): boolean {
  try {
    return readFileSync(file).equals(bytes);
  } catch {
    return false;
  }
}

/** The result that a record stands for. Throws a `JournalError` where its file is missing or is not what it was. */
export function valueOf(stored: StoredValue, stateDir: string): Value {
  if ("value" in stored) return stored.value;
  return JSON.parse(readObject(stored, stateDir).toString()) as Value;
}

/** The bytes of a result's file, proved to be those that were written. */
export function readObject({ object, size }: StoredObject, stateDir: string): Buffer {
  const file = objectFileOf(stateDir, object);
  const bytes = telling(file, () => {
    try {
      return readFileSync(file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      throw new JournalError(
        "object",
        file,
        `The result in "${file}" is missing: put the file back, or start the run anew.`,
      );
    }
  });
  if (bytes.length !== size || hash("sha256", bytes) !== object)
    throw new JournalError(
      "object",
      file,
      `The result in "${file}" is not what was written there: take the file from a copy, or start the run anew.`,
    );
  return bytes;
}
