/** A run that is taken up again: what it was told stays, and what failed runs. */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { Project } from "./support/command.ts";

// Each test starts a few commands.
vi.setConfig({ testTimeout: 60_000 });

let project: Project | undefined;
afterEach(() => {
  if (project !== undefined) rmSync(project.folder, { recursive: true });
});

const failing = `
input doc: file? = null
task work() -> int:
  sh """
    [ -e "$ADG_TEST_GATES/good" ] && echo 5
  """
start: work()
output work
`;

const config = `
export default { profiles: { far: { executors: { far: { runs: ["shell"],
  start: ({ run, attempt }) => attempt > 1 ? { ok: true, value: 77 } : { ok: false, failure: { code: "ADG7004", message: "not yet" } },
} } } } };
`;

const lastRun = async ({ adg }: { readonly adg: Project["adg"] }): Promise<string> => {
  const { out } = await adg(["runs", "--json"]);
  return (JSON.parse(out) as readonly { readonly run: string }[])[0]?.run ?? "";
};

test("runs where it was told to when it began", async () => {
  const told = (project = new Project({ "main.adg": failing, "adg.config.ts": config }));
  const adg = told.adg.bind(told);
  expect((await adg(["run", "main.adg", "--profile", "far", "--on", "sh=far"])).exit).toBe(1);
  const again = await adg(["resume", await lastRun({ adg })]);
  expect(again.out).toContain("work: 77");
});

test("is given the same file by another path", async () => {
  const { folder } = (project = new Project({ "main.adg": failing, "doc.txt": "" }));
  const env = { ADG_TEST_GATES: folder };
  expect((await project.adg(["run", "main.adg", "--input", "doc=doc.txt"], { env })).exit).toBe(1);
  writeFileSync(join(folder, "good"), "");
  const again = await project.adg(["run", "main.adg", "--resume", "--input", "doc=./doc.txt"], { env });
  expect(again.out).toContain("work: 5");
  const other = await project.adg(["run", "main.adg", "--resume", "--input", "doc=main.adg"], { env });
  expect(other.err).toContain("cannot change");
});

test("runs a task again that appended what is wrong", async () => {
  const { folder } = (project = new Project({
    "main.adg":
      'task stray() -> int from "./tasks.ts" spawns leaf\ntask leaf(n: int) -> int = n\nedge stray -> leaf\nstart: stray()\n',
    "tasks.ts": `import { existsSync } from "node:fs";
      export function stray(context: { add: Record<string, (...args: unknown[]) => void> }): number {
        context.add["leaf"]!(...(existsSync(process.env["ADG_TEST_GATES"] + "/good") ? [1] : [1, 2, 3]));
        return 1;
      }`,
  }));
  const env = { ADG_TEST_GATES: folder };
  expect((await project.adg(["run", "main.adg"], { env })).exit).toBe(1);
  writeFileSync(join(folder, "good"), "");
  const again = await project.adg(["run", "main.adg", "--resume"], { env });
  expect(again.err).toContain("runs again: 1 node failed\n");
  expect(again.exit).toBe(0);
});

test("does not pass over a run whose journal is damaged", async () => {
  const { folder } = (project = new Project({ "main.adg": failing }));
  const env = { ADG_TEST_GATES: folder };
  const adg = project.adg.bind(project);
  await adg(["run", "main.adg"], { env });
  const run = await lastRun({ adg });
  writeFileSync(join(folder, ".adg", "runs", run, "journal.db"), "no database");
  const { exit, err } = await adg(["run", "main.adg", "--resume"], { env });
  expect(exit).toBe(2);
  expect(err).toContain(`Name the run that is meant, if it is not ${run}.`);
});
