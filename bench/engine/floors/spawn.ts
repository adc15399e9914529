import { spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Floor } from "../workload.ts";

/** The same command, started without anything around it, with its output in a file of its own. */
export function bareSpawn(name: string, file: string, args: readonly string[]): Floor {
  return {
    name,
    async run(n, folder) {
      const own = mkdtempSync(join(folder, "spawn-"));
      let next = 0;
      const workOff = async (): Promise<void> => {
        while (next < n) await exitOf(file, args, join(own, String(next++)));
      };
      await Promise.all(Array.from({ length: availableParallelism() }, workOff));
      return next;
    },
  };
}

function exitOf(file: string, args: readonly string[], output: string): Promise<void> {
  const opened = openSync(output, "a");
  return new Promise((settle, reject) => {
    const child = spawn(file, args, { stdio: ["ignore", opened, opened] });
    child.once("error", reject);
    child.once("exit", (status) => {
      closeSync(opened);
      if (status === 0) settle();
      else reject(new Error(`"${file}" ended with ${status}`));
    });
  });
}
