import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { makeFolder } from "./make-folder.ts";
import { Refusal } from "./refusal.ts";
import { systemErrorText } from "@adg/host";

/**
 * Gives files of the user's new texts, by path. A byte order mark, which is no part of the text, stays. Refuses, before it changes
 * any of them, where one cannot be written.
 */
export function rewrite(texts: Iterable<readonly [file: string, text: string]>): void {
  const all = [...texts];
  for (const [file] of all) if (existsSync(file)) refusing(file, () => closeSync(openSync(file, "r+")));
  for (const [file, text] of all) {
    makeFolder(dirname(file));
    refusing(file, () => writeFileSync(file, isMarked(file) ? `\uFEFF${text}` : text));
  }
}

function refusing(file: string, act: () => void): void {
  try {
    act();
  } catch (error) {
    throw new Refusal(`"${file}" cannot be written: ${systemErrorText(error)}.`);
  }
}

function isMarked(file: string): boolean {
  return existsSync(file) && readFileSync(file).subarray(0, 3).equals(byteOrderMark);
}

const byteOrderMark = Buffer.from("\uFEFF");
