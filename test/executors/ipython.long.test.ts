/** The suite over the engines of an IPython cluster. */
import { afterAll, beforeAll, describe, vi } from "vitest";
import { ipython } from "@adg/runtime/ipython";
import { clusterPython, hasIpython, IpythonCluster } from "../support/ipython-cluster.ts";
import { pythonWork } from "./python-work.ts";
import { describeExecutor } from "./suite.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const slots = 2;

describe.runIf(hasIpython())("an IPython cluster", () => {
  const cluster = new IpythonCluster();
  beforeAll(() => cluster.start(slots));
  afterAll(() => cluster.remove());

  for (const interpreter of ["own", "kept"] as const) {
    const name = `ipython-${interpreter}`;
    describeExecutor({
      name,
      work: pythonWork,
      failure: (message) => ({ message: `ValueError: ${message}`, trace: /work\.py:8$/ }),
      open: () =>
        ipython(name, { kind: "ipython", connection: cluster.connection, python: clusterPython, interpreter }),
      server: { slots, stop: () => cluster.killAll(), start: () => cluster.start(slots) },
    });
  }
});
