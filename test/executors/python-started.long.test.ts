/** The suite over interpreters that are started for each attempt, as where none can be forked. */
import { vi } from "vitest";
import { python } from "../../runtime/src/executors/python.ts";
import { pythonWork } from "./python-work.ts";
import { describeExecutor } from "./suite.ts";

vi.setConfig({ testTimeout: 60_000 });

describeExecutor({
  name: "python that is started anew",
  work: pythonWork,
  failure: (message) => ({ message: `ValueError: ${message}`, trace: /work\.py:8$/ }),
  open: () => python({ interpreters: "started" }),
});
