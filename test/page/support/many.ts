/** A run with as many nodes as wanted. */
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Project, type Ended } from "../../support/command.ts";

/** `sh`: each takes its time, and the last one waits until it is let go. `ts`: none does. */
type Kind = "sh" | "ts";

export interface Many {
  readonly project: Project;
  start(...args: readonly string[]): Promise<Ended>;
  /** Lets the last item go. */
  go(): void;
  remove(): void;
}

/** `count` items, and one node that waits for them all. */
export function manyProject(count: number, kind: Kind): Many {
  const project = new Project({ "tasks.ts": "export const item = (n: number): number => n + 1;\n" });
  const gate = `while [ #{n} -eq ${count - 1} -a ! -e ${project.folder}/go ]; do sleep 0.02; done`;
  const items: Readonly<Record<Kind, string>> = {
    sh: `task item(n: int) -> int:\n  sh "sleep 0.02; ${gate}; echo #{n}"`,
    ts: 'task item(n: int) -> int from "./tasks.ts"',
  };
  project.write(
    "book.adg",
    `
${items[kind]}
task sum(values: int[]) -> int:
  sh "echo #{values.length}"
edge item -> sum
output total: int = sum
start:
  for n in range(${count}): item(n)
when no more item: sum(all item)
`,
  );
  return {
    project,
    start: (...args) => project.adg(["run", "book.adg", "--quiet", ...args]),
    go: () => void project.write("go", ""),
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
