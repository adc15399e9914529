/** What becomes of a command whose adg dies in the very moment in which it starts it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { tempFolder, writeText } from "../../../test/support/temp-folder.ts";

const folder = tempFolder();
const guard = fileURLToPath(new URL("./guard.ts", import.meta.url));

const cases = process.platform === "linux" ? ["is still there", "is gone by then"] : [];

test.each(cases)("it ends with it, also where nobody could be told of it any more, and its folder %s", async (then) => {
  const work = join(folder, `a folder that ${then}`);
  mkdirSync(work);
  const text = `
import { spawn } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { expectGroup } from ${JSON.stringify(guard)};
expectGroup(${JSON.stringify(work)});
const child = spawn("sleep", ["600"], { cwd: ${JSON.stringify(work)}, detached: true, stdio: "ignore" });
writeFileSync(${JSON.stringify(join(folder, "pid"))}, String(child.pid));
${then === "is gone by then" ? `rmSync(${JSON.stringify(work)}, { recursive: true });` : ""}
process.kill(process.pid, "SIGKILL");
`;
  const child = spawn(process.execPath, [writeText(folder, "dies.ts", text)], { stdio: "ignore" });
  await once(child, "exit");
  const pid = Number(readFileSync(join(folder, "pid"), "utf8"));
  await expect.poll(() => isAlive(pid), { timeout: 15_000 }).toBe(false);
});

/** Orphans that nobody asks about stay as zombies. */
function isAlive(pid: number): boolean {
  if (!existsSync(`/proc/${pid}/stat`)) return false;
  try {
    return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return false;
  }
}
