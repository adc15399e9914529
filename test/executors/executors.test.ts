import { vi } from "vitest";
import { inline } from "../../runtime/src/executors/inline.ts";
import { processes } from "../../runtime/src/executors/processes.ts";
import { python } from "../../runtime/src/executors/python.ts";
import { shell } from "../../runtime/src/executors/shell.ts";
import { threads } from "../../runtime/src/executors/threads.ts";
import type { Candidate } from "./candidate.ts";
import { moduleWork } from "./modules.ts";
import { pythonWork } from "./python-work.ts";
import { shellWork } from "./shell-work.ts";
import { describeExecutor } from "./suite.ts";

vi.setConfig({ testTimeout: 60_000 });

const modules = {
  work: moduleWork,
  failure: (message: string) => ({ message, trace: /work\.ts:4:/ }),
};
const pythons = {
  work: pythonWork,
  failure: (message: string) => ({ message: `ValueError: ${message}`, trace: /work\.py:8$/ }),
};

const candidates: readonly Candidate[] = [
  { ...modules, name: "inline", open: () => inline({ grace: 100 }) },
  { ...modules, name: "threads", open: () => threads({ size: 4, grace: 100 }) },
  { ...modules, name: "processes", open: () => processes({ grace: 100 }) },
  { name: "shell", work: () => shellWork, open: () => shell(), failure: () => ({ message: "exit status 3" }) },
  { ...pythons, name: "python", open: () => python() },
];

candidates.forEach(describeExecutor);
