import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { numbers } from "../programs/tasks.ts";
import type { Floor } from "../workload.ts";

const command = "ninja";

/** Ninja with as many edges, all known before. */
export const ninja: Floor = {
  name: "ninja",
  missing: () => (spawnSync(command, ["--version"]).error === undefined ? undefined : '"ninja" is not installed'),
  async run(n, folder) {
    const own = mkdtempSync(join(folder, "ninja-"));
    const edges = numbers(n).map((k) => `build out${k}: work`);
    writeFileSync(join(own, "build.ninja"), `rule work\n  command = true\n${edges.join("\n")}\n`);
    const child = spawn(command, ["--quiet", "-j", String(availableParallelism())], { cwd: own, stdio: "ignore" });
    const status = await new Promise((settle) => child.once("exit", settle));
    if (status !== 0) throw new Error(`"ninja" ended with ${String(status)}`);
    return n;
  },
};
