import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { listRuns } from "@adg/runtime";
import { pause } from "../../runtime/src/timer.ts";
import { Project } from "../support/command.ts";
import { diceFrom } from "../support/dice.ts";
import { wholeLines } from "../support/whole-lines.ts";
import { survive, undisturbed, type Instant } from "./kill.ts";
import { crashPrograms } from "./programs.ts";

const KILLS = 20;

test(`a run that is killed ${KILLS} times at random comes to the same end, and nothing that was committed runs again`, async () => {
  const folder = mkdtempSync(join(tmpdir(), "adg-crash-"));
  const { programs } = crashPrograms();
  const [program] = programs.filter(({ name }) => name === "harvest");
  if (program === undefined) throw new Error("there is no program to kill");
  const whole = await undisturbed(program, folder);
  const dice = diceFrom(Date.now());
  const instant = (): Instant => {
    const since = dice(4) === 0 ? "start" : "journal";
    return { since, ms: (dice(1_000_000) / 1_000_000) * (since === "start" ? whole.took : whole.lasted) };
  };
  let kills = 0;
  const killAll = async (): Promise<void> => {
    while (kills < KILLS) {
      // Each journal goes through several kills: that takes less time than as many runs.
      const after = [instant(), instant()].slice(0, Math.min(2, KILLS - kills));
      kills += after.length;
      await survive(whole, { after });
    }
  };
  await killAll();
  rmSync(folder, { recursive: true });
}, 240_000);

test("what a killed run started ends with it, and does not write where the next attempt works", async () => {
  const project = new Project({
    "main.adg": `task slow() -> file:
  out "made.txt"
  sh "echo begun #{attempt} >> ../../../../../begun; sleep #{if attempt == 1 then 60 else 0}; echo #{attempt} >> #{out}"
output made = slow
start: slow()
`,
  });
  const begun = join(project.folder, "begun");
  const { exit } = await project.adg(["run", "main.adg", "--json"], {
    during: (child) => void until(() => wholeLines(begun).length > 0).then(() => child.kill("SIGKILL")),
  });
  expect(exit).toBeNull();
  const report = await project.run(["--resume"]);
  expect(readFileSync(report.outputs["made"] as string, "utf8")).toBe("2\n");
  expect(readFileSync(begun, "utf8")).toBe("begun 1\nbegun 2\n");
  expect(processesIn(project.folder)).toEqual([]);
}, 60_000);

test("a run that is killed before it has a journal has run nothing, and is begun anew", async () => {
  const project = new Project({ "main.adg": 'task a() -> int:\n  sh "echo 1"\noutput a\nstart: a()\n' });
  await project.adg(["run", "main.adg"], { during: (child) => child.kill("SIGKILL") });
  expect(listRuns(join(project.folder, ".adg"))).toEqual([]);
  const { exit, err } = await project.adg(["run", "main.adg", "--resume"]);
  expect([exit, err]).toEqual([2, "There is no run of this program yet.\n"]);
  expect((await project.run()).status).toBe("succeeded");
}, 60_000);

/** Processes that work in a folder; none where the system does not tell. */
function processesIn(folder: string): readonly string[] {
  if (!existsSync("/proc/self/environ")) return [];
  return readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(folder);
    } catch {
      return false;
    }
  });
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await pause(5);
}
