import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Request } from "./request.ts";

const program = fileURLToPath(new URL("measure.ts", import.meta.url));

/** What a measuring process answered, or why there is no answer. */
export type Answer<T> =
  { readonly kind: "answer"; readonly value: T } | { readonly kind: "none"; readonly why: string };

export interface AskOptions {
  /** Seconds after which the process is ended. */
  readonly limit: number;
  /** Called with the process when it prints a line that is no answer. */
  readonly onLine?: (child: ChildProcess, line: string) => void;
}

/** Measures in a process of its own, with a fresh heap. */
export function ask<T>(request: Request, { limit, onLine }: AskOptions): Promise<Answer<T>> {
  const child = spawn(process.execPath, ["--expose-gc", program, JSON.stringify(request)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    child.kill("SIGKILL");
  }, limit * 1000);
  let rest = "";
  let last = "";
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (!line.startsWith("{")) onLine?.(child, line);
      last = line;
    }
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said = (said + text).slice(-10_000)));
  return new Promise((settle) => {
    child.on("close", (status) => {
      clearTimeout(timer);
      if (isLate) settle({ kind: "none", why: `over ${limit} s` });
      else if (status === 0) settle({ kind: "answer", value: JSON.parse(last) as T });
      else settle({ kind: "none", why: reasonOf(said, status) });
    });
  });
}

function reasonOf(said: string, status: number | null): string {
  if (said.includes("heap out of memory")) return "out of memory";
  return /^\w*Error: (.*)$/m.exec(said)?.[1] ?? `ended with ${status ?? "a signal"}`;
}
