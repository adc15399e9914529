/** A run with as many nodes as wanted. */
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Project, type Ended } from "../../support/command.ts";

/** `sh`: each takes its time. `ts`: none does. */
type Kind = "sh" | "ts";

const items: Readonly<Record<Kind, string>> = {
  sh: `task item(n: int) -> int:\n  sh "sleep 0.02; echo #{n}"`,
  ts: 'task item(n: int) -> int from "./tasks.ts"',
};

export interface Many {
  readonly project: Project;
  start(...args: readonly string[]): Promise<Ended>;
  remove(): void;
}

/** `count` items, and one node that waits for them all. */
export function manyProject(count: number, kind: Kind): Many {
  const text = `
${items[kind]}
task sum(values: int[]) -> int:
  sh "echo #{values.length}"
edge item -> sum
output total: int = sum
start:
  for n in range(${count}): item(n)
when no more item: sum(all item)
`;
  const project = new Project({
    "book.adg": text,
    "tasks.ts": "export const item = (n: number): number => n + 1;\n",
  });
  return {
    project,
    start: (...args) => project.adg(["run", "book.adg", "--quiet", ...args]),
    remove: () => rmSync(project.folder, { recursive: true, force: true }),
  };
}

/** Id of the only run there, once there is one. */
export async function lastRun(project: Project): Promise<string> {
  const folder = join(project.folder, ".adg/runs");
  for (;;) {
    const [run] = existsSync(folder) ? readdirSync(folder) : [];
    if (run !== undefined && existsSync(join(folder, run, "journal.db"))) return run;
    await new Promise((done) => setTimeout(done, 10));
  }
}
