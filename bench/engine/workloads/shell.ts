import { ninja } from "../floors/ninja.ts";
import { bareSpawn } from "../floors/spawn.ts";
import { programFile } from "../program-file.ts";
import type { Workload } from "../workload.ts";

export const shell: Workload = {
  name: "shell",
  title: 'N shell tasks "true", one gather',
  sizes: [200, 2000],
  warmUp: 20,
  program: () => programFile("shell"),
  inputs: (n) => ({ n }),
  answer: (n) => n,
  floors: [
    bareSpawn("spawn bash", "bash", ["-euo", "pipefail", "-c", "--", "true"]),
    bareSpawn("spawn true", "true", []),
    ninja,
  ],
};
