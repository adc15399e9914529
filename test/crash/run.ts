/**
 * Kills runs at random instants and takes them up again: `npm run test:crash -- --kills 200 --seed 1 [--program NAME]… [--at-once N]`. A
 * quarter of the instants are drawn over the whole time that the command takes undisturbed, the others over that in which it has a
 * journal; one run in twenty is killed once more while it is taken up. Prints figures, and how to repeat what did not hold; ends with
 * status 1 then.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { diceFrom } from "../support/dice.ts";
import { Broken, survive, undisturbed, type Instant, type Undisturbed } from "./kill.ts";
import { crashPrograms } from "./programs.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "200" },
    seed: { type: "string", default: "1" },
    program: { type: "string", multiple: true },
    only: { type: "string" },
    "at-once": { type: "string", default: "2" },
  },
});
const kills = Number(values.kills);
const seed = Number(values.seed);
const { programs: all, without } = crashPrograms();
const programs = all.filter(({ name }) => values.program?.includes(name) ?? true);
for (const why of without) console.log(`Left out: ${why}.`);
if (programs.length === 0) {
  console.log(`There is no such program; there are ${all.map(({ name }) => name).join(", ")}.`);
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), "adg-crash-"));
const known = new Map<string, Promise<Undisturbed>>();
const busy = new Map<string, Promise<void>>();
const figures = {
  kills: 0,
  "before the run": 0,
  "in the run": 0,
  "after the run": 0,
  twice: 0,
  takenOver: 0,
  ranAgain: 0,
};
let broken = 0;
try {
  let next = values.only === undefined ? 0 : Number(values.only);
  const end = values.only === undefined ? kills : next + 1;
  const killAll = async (): Promise<void> => {
    while (next < end) await killOne(next++);
  };
  await Promise.all(Array.from({ length: Number(values["at-once"]) }, killAll));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(figures, `${programs.length} programs, ${broken} broken`);
process.exitCode = broken > 0 ? 1 : 0;

async function killOne(kill: number): Promise<void> {
  const program = programs[kill % programs.length] as (typeof programs)[number];
  let measured = known.get(program.name);
  if (measured === undefined) known.set(program.name, (measured = undisturbed(program, folder)));
  const whole = await measured;
  // One run of a program at a time: they take place in the same folder.
  const before = busy.get(program.name);
  const { promise: free, resolve: release } = Promise.withResolvers<void>();
  busy.set(program.name, free);
  await before;
  const dice = diceFrom(seed * 1_000_003 + kill);
  const instant = (): Instant => {
    const since = dice(4) === 0 ? "start" : "journal";
    return { since, ms: (dice(1_000_000) / 1_000_000) * (since === "start" ? whole.took : whole.lasted) };
  };
  const after = kill % 20 === 19 ? [instant(), instant()] : [instant()];
  try {
    const { at, takenOver, ranAgain } = await survive(whole, { after });
    figures.kills += after.length;
    figures[at] += 1;
    figures.twice += after.length - 1;
    figures.takenOver += takenOver;
    figures.ranAgain += ranAgain;
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    broken += 1;
    const when = after.map(({ since, ms }) => `${ms.toFixed(0)} ms after the ${since}`).join(" and ");
    console.log(`--- kill ${kill} of seed ${seed}: ${program.name}, ${when}\n${error.message}`);
    console.log(
      `Repeat it with --seed ${seed} --only ${kill}${values.program === undefined ? "" : ", and the same programs"}.`,
    );
  }
  release();
  if ((kill + 1) % 10 === 0) console.error(`${kill + 1} runs killed, ${broken} broken`);
}
