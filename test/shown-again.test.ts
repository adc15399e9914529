/** A failure of which another attempt follows is told apart from one that has ended its node. */
import { readdirSync, rmSync } from "node:fs";
import { afterAll, expect, test, vi } from "vitest";
import { Project } from "./support/command.ts";

vi.setConfig({ testTimeout: 60_000 });

const project = new Project({
  "main.adg": `
task shaky() -> string:
  retry 3 backoff 1h
  sh "echo no luck >&2; exit 3"
task broken() -> string:
  sh "exit 4"
start:
  shaky()
  broken()
`,
});
afterAll(() => rmSync(project.folder, { recursive: true, force: true }));

const failures = async (...args: readonly string[]): Promise<readonly string[]> => {
  const { out } = await project.adg(["show", ...args], { env: { NO_COLOR: "1" } });
  return out.split("\n").filter((line) => line.includes("ADG7004"));
};

test("a run that goes on and one that was interrupted say which failure is tried again", async () => {
  let [shown, json]: [readonly string[], string] = [[], ""];
  const { err } = await project.adg(["run", "main.adg"], {
    env: { NO_COLOR: "1" },
    during: async (child) => {
      while (!readdirSync(project.folder).includes(".adg") || (await failures()).length < 2)
        await new Promise((soon) => setTimeout(soon, 200));
      shown = await failures();
      json = (await project.adg(["show", "--json"])).out;
      child.kill("SIGINT");
    },
  });
  expect(shown).toHaveLength(2);
  expect(shown.find((line) => line.includes("shaky"))).toMatch(
    /shaky \(shaky-\w+, will be tried again\): exit status 3/,
  );
  expect(shown.find((line) => line.includes("broken"))).toMatch(/broken \(broken-\w+\): exit status 4/);
  const told = JSON.parse(json) as { readonly failures: readonly { readonly task: string; readonly again?: true }[] };
  expect(Object.fromEntries(told.failures.map(({ task, again }) => [task, again]))).toEqual({ shaky: true });
  expect(err).toContain("shaky: attempt 1 failed, it will be tried again: exit status 3");
  expect((await failures()).find((line) => line.includes("shaky"))).toContain(", is tried again if the run goes on)");
});

test("the log of a node tells its attempts apart, and those that are not shown of a task can be had", async () => {
  project.write(
    "many.adg",
    `
task shaky() -> string:
  retry 1
  sh "printf 'no luck' >&2; exit 3"
task grind(name: string, n: int) -> int:
  sh "echo #{n}"
start:
  shaky()
  for n in range(12): grind("ash-#{n}", 2)
`,
  );
  expect((await project.adg(["run", "many.adg", "--quiet"])).exit).toBe(1);
  const [newest] = JSON.parse((await project.adg(["runs", "--json"])).out) as readonly { readonly run: string }[];
  const run = newest?.run ?? "";
  expect((await project.adg(["logs", run, "shaky"])).out).toBe("no luck\n── attempt 2 ──\nno luck");
  const { err } = await project.adg(["logs", run, "grind"]);
  expect(err).toContain(`… and 2 more; "adg replay ${run} --graph FILE" writes them all\n`);
  // What `logs` finds, `why` finds, too.
  expect((await project.adg(["why", run, "grind ash-4"])).out).toContain('grind "ash-4", 2 succeeded');
  expect((await project.adg(["why", run, "grind oak-4"])).err).toContain('No grind node matches "grind oak-4"');
});
