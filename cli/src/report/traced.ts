/** Digests of what went into a run and what came of it, so that a result can be traced to what made it. */
import { createHash, hash } from "node:crypto";
import { createReadStream, statSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import { pathsIn, type Value, type Workflow } from "@adg/runtime";

/** An input or output, or a file in it. */
export interface TracedValue {
  readonly name: string;
  /** JSON text, or the path of the file. */
  readonly text: string;
  /** sha256 in hex, or why there is none. */
  readonly digest: string;
}

/** `typed`: inputs or outputs of the workflow, with the names under which their values are. */
export async function traced(
  values: Readonly<Record<string, Value>>,
  typed: readonly { readonly name: string; readonly type: Parameters<typeof pathsIn>[1] }[],
  workflow: Workflow,
): Promise<readonly TracedValue[]> {
  const rows: TracedValue[] = [];
  for (const [name, value] of Object.entries(values)) {
    const type = typed.find((each) => each.name === name)?.type;
    const text = JSON.stringify(value);
    rows.push({ name, text, digest: hash("sha256", text) });
    const files = type === undefined ? [] : pathsIn(value, type, workflow);
    for (const { path } of files) rows.push({ name, text: path, digest: await digestOf(path) });
  }
  return rows;
}

async function digestOf(path: string): Promise<string> {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return "it is not there any more";
  if (!found.isFile()) return "a folder";
  const digest = createHash("sha256");
  try {
    await pipeline(createReadStream(path), digest);
  } catch (error) {
    return `it cannot be read: ${(error as Error).message}`;
  }
  return digest.digest("hex");
}
