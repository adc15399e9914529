import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { adg, type RunReport } from "../adg-command.ts";

const program = join(import.meta.dirname, "mailbox.adg");

let folder: string;
let worker: ChildProcess;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "adg-test-"));
  process.env["MAILBOX"] = join(folder, "box");
  const script = join(import.meta.dirname, "worker.ts");
  worker = spawn(process.execPath, [script, join(folder, "box")], { stdio: "inherit" });
});
afterEach(async () => {
  worker.kill("SIGKILL");
  delete process.env["MAILBOX"];
  await rm(folder, { recursive: true, force: true });
});

async function runWith(...args: readonly string[]): Promise<RunReport> {
  const { json } = await adg("run", program, "--state", join(folder, "state"), ...args);
  return json as RunReport;
}

test("the results that a worker brings are those of the run", async () => {
  const { status, outputs } = await runWith();
  expect(status).toBe("succeeded");
  expect(outputs).toEqual({ spelled: "o-n-e, t-w-o, t-h-r-e-e" });
});

test("what fails there fails here, with its message", async () => {
  const { status, errors } = await runWith("--input", 'words=["a", ""]');
  expect(status).toBe("failed");
  expect(errors).toMatchObject([{ code: "ADG7004", message: "there is nothing to spell" }]);
});

test("what the run no longer waits for is stopped, or never begun", async () => {
  const { status } = await runWith("--fail-fast", "--concurrency", "3", "--input", 'words=["", "long…", "longer…"]');
  expect(status).toBe("failed");
  // The worker takes one after the other: of the two others it has begun one at most.
  for (const each of ["todo", "stop"]) expect(await readdir(join(folder, "box", each))).toEqual([]);
});
