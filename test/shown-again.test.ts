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
      while (readdirSync(project.folder).includes(".adg") === false || (await failures()).length < 2)
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
