import { type Profiler, Session } from "node:inspector";
import { setFlagsFromString } from "node:v8";

/**
 * How much work a package does meanwhile: how often its functions, and the branches and loops in them, are gone through. The same
 * on every machine, whatever else runs there.
 */
export function workOf(part: "compiler" | "runtime", run: () => unknown): number {
  const session = new Session();
  session.connect();
  // Optimised code does not count.
  for (const tier of ["opt", "maglev"]) setFlagsFromString(`--no-${tier}`);
  try {
    session.post("Profiler.enable");
    session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
    // What was counted before.
    session.post("Profiler.takePreciseCoverage");
    run();
    let work = 0;
    session.post("Profiler.takePreciseCoverage", (_, { result }) => {
      work = countsIn(result, part);
    });
    return work;
  } finally {
    for (const tier of ["opt", "maglev"]) setFlagsFromString(`--${tier}`);
    session.disconnect();
  }
}

function countsIn(scripts: readonly Profiler.ScriptCoverage[], part: string): number {
  return scripts
    .filter(({ url }) => url.includes(`/${part}/src/`))
    .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges))
    .reduce((sum, { count }) => sum + count, 0);
}
