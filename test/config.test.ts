/** What `adg.config.ts`, `--profile` and `--on` say of a run. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import { Project } from "./support/command.ts";

// Each test starts a few commands.
vi.setConfig({ testTimeout: 60_000 });

const program = `
task hello(name: string) -> string:
  sh "echo hello #{name}"
task plain(name: string) -> string:
  on shell
  sh "echo plain #{name}"
output hello: string = hello
output plain: string = plain
start:
  hello("a")
  plain("b")
`;

const config = `
import type { Config } from "@adg/runtime";
const token: string = process.env["TEST_TOKEN"] ?? "";
const saying = (word: string) => ({
  runs: ["shell"] as const,
  start: () => ({ ok: true as const, value: word + " " + token.length }),
});
export default {
  on: { sh: "first" },
  executors: { first: saying("first"), second: saying("second") },
  profiles: { other: { on: { sh: "second" } }, local: { on: { sh: "shell" }, concurrency: 1 } },
} satisfies Config;
`;

const projects: Project[] = [];
let project: Project;
beforeEach(() => {
  project = new Project({ "main.adg": program });
  projects.push(project);
});
afterAll(() => {
  for (const { folder } of projects) rmSync(folder, { recursive: true });
});

async function helloOf(...more: readonly string[]): Promise<unknown> {
  return (await project.run(more)).outputs["hello"];
}

async function refusalOf(...more: readonly string[]): Promise<string> {
  const { exit, out, err } = await project.adg(["run", "main.adg", ...more]);
  expect([exit, out]).toEqual([2, ""]);
  return err;
}

describe("a configuration", () => {
  it("has executors, and says which of them run what; a profile and the command line say otherwise", async () => {
    project.write("adg.config.ts", config);
    const answers = await Promise.all([
      helloOf(),
      helloOf("--profile", "other"),
      helloOf("--profile", "other", "--on", "sh=first"),
      helloOf("--profile", "local"),
    ]);
    expect(answers).toEqual(["first 0", "second 0", "first 0", "hello a"]);
  });

  it("has no say in tasks that name their executor", async () => {
    project.write("adg.config.ts", config);
    expect(await project.run()).toMatchObject({ status: "succeeded", outputs: { hello: "first 0", plain: "plain b" } });
  });

  it("is looked for beside the program and above, as far as its project goes", async () => {
    project.write("adg.config.ts", config);
    project.write("inner/main.adg", program);
    const helloInside = async (): Promise<unknown> => {
      const { out } = await project.adg(["run", "inner/main.adg", "--json"]);
      return (JSON.parse(out) as { readonly outputs: Readonly<Record<string, unknown>> }).outputs["hello"];
    };
    expect(await helloInside()).toBe("hello a");
    project.write("package.json", '{ "type": "module" }');
    expect(await helloInside()).toBe("first 0");
    project.write("inner/package.json", '{ "type": "module" }');
    expect(await helloInside()).toBe("hello a");
  });

  it("is refused with each thing that is wrong in it, and no value of it is told", async () => {
    project.write(
      "adg.config.ts",
      `export default { concurrency: 0, memory: "s3cret", on: { ts: 7, shell: "x" }, executors: { own: { start: "s3cret" }, other: { start() {}, runs: "shell" }, far: { kind: "bullmq", url: "s3cret", queue: "s3cret place" }, cel: { kind: "celery", url: "s3cret", results: "amqp://s3cret", lostAfter: "s3cret" }, odd: { kind: "s3cret" } },
       profiles: { "far away": {} }, retries: 3 };`,
    );
    const said = await refusalOf();
    for (const place of [
      "concurrency: ",
      "memory: ",
      "on.ts: ",
      "on: ",
      "executors.own: ",
      "executors.other.runs: ",
      "executors.far.url: ",
      "executors.far.queue: ",
      "executors.cel.url: ",
      "executors.cel.results: ",
      "executors.cel.lostAfter: ",
      "executors.odd.kind: ",
      "profiles.far away: ",
      "retries",
    ])
      expect(said).toContain(place);
    expect(said).not.toContain("s3cret");
  });

  it("finds the runtime where the project has none installed", async () => {
    project.write(
      "adg.config.ts",
      'import { defineConfig } from "@adg/runtime";\nexport default defineConfig({ concurrency: 1 });\n',
    );
    expect(await helloOf()).toBe("hello a");
  });

  it("may have executors that answer what is no outcome, keep no process alive, or cannot be closed", async () => {
    project.write(
      "adg.config.ts",
      `export default { executors: {
        vague: { runs: ["shell"], start: () => ({ ok: "yes" }), close: () => Promise.reject(new Error("stuck")) },
        never: { runs: ["shell"], start: ({ signal }) => new Promise((end) => signal.addEventListener("abort", () => end({ ok: false, failure: { code: "ADG7004", message: "stopped" } }))) },
      } };`,
    );
    const vague = await project.adg(["run", "main.adg", "--on", "sh=vague"]);
    expect(vague.exit).toBe(1);
    expect(vague.out).toContain('the executor "vague" answered what is no outcome');
    expect(vague.err).toContain('The executor "vague" could not be closed: stuck');
    project.write("main.adg", program.replace("-> string:", "-> string:\n  timeout 100ms"));
    const never = await project.adg(["run", "main.adg", "--on", "sh=never"]);
    expect(never.exit).toBe(1);
    expect(never.out).toContain("ADG7004 hello");
  });

  it("is refused where it cannot be loaded, or exports nothing", async () => {
    project.write("adg.config.ts", 'throw new Error("not today");');
    expect(await refusalOf()).toContain(`cannot be loaded: not today (${join(project.folder, "adg.config.ts")}:1)`);
    project.write("adg.config.ts", "export const config = {};");
    expect(await refusalOf()).toContain("has no default export");
  });
});

describe("a choice that there is not", () => {
  it("is told with what there is", async () => {
    expect(await refusalOf("--profile", "other")).toContain('there is no "adg.config.ts"');
    project.write("adg.config.ts", config);
    expect(await refusalOf("--profile", "toString")).toContain('has no profile "toString"');
    expect(await refusalOf("--profile", "far")).toContain('has no profile "far"; there are "other", "local"');
    expect(await refusalOf("--on", "sh=third")).toContain('to run on "third", and there is no executor of that name');
    expect(await refusalOf("--on", "sh=threads")).toContain('which cannot run "sh" tasks');
    expect(await refusalOf("--on", "bash=first")).toContain('must be written "--on KIND=EXECUTOR"');
    expect(await refusalOf("--on", "sh=first", "--on", "sh=second")).toContain('for "sh" twice');
  });
});
