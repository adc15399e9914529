import { closeSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { join } from "node:path";

const size = 256 * 1024;

/** Answers whether two files or folders hold the same. Each pair is looked at once; what is gone is the same only as what is gone, too. */
export function sameFile(): (a: string, b: string) => boolean {
  const known = new Map<string, boolean>();
  return (a, b) => {
    const pair = JSON.stringify([a, b]);
    let answer = known.get(pair);
    if (answer === undefined) known.set(pair, (answer = holdSame(a, b)));
    return answer;
  };
}

function holdSame(a: string, b: string): boolean {
  const [first, second] = [a, b].map((path) => statSync(path, { throwIfNoEntry: false }));
  if (first === undefined || second === undefined) return first === second;
  if (first.isDirectory() && second.isDirectory()) {
    const [names, others] = [readdirSync(a).sort(), readdirSync(b).sort()];
    return names.join("\0") === others.join("\0") && names.every((name) => holdSame(join(a, name), join(b, name)));
  }
  if (!first.isFile() || !second.isFile() || first.size !== second.size) return false;
  return haveSameBytes(a, b);
}

function haveSameBytes(a: string, b: string): boolean {
  const files = [a, b].map((path) => openSync(path, "r"));
  const chunks = files.map(() => Buffer.alloc(size));
  try {
    for (;;) {
      const [first = Buffer.of(), second = Buffer.of()] = chunks.map((chunk, i) =>
        chunk.subarray(0, readSync(files[i] as number, chunk)),
      );
      if (!first.equals(second)) return false;
      if (first.length === 0) return true;
    }
  } finally {
    files.forEach((file) => closeSync(file));
  }
}
