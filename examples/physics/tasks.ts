import type { TaskContext } from "@adg/runtime";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Two muons: their energies in GeV and the angle between them in radians. */
interface Collision {
  readonly first: number;
  readonly second: number;
  readonly angle: number;
}

/** Writes the files of the detector, with the same collisions each time: two in three hold a Z boson, the others noise. */
export async function fetch(files: number, size: number, context: TaskContext): Promise<string[]> {
  const random = randomNumbers(files * 1_000 + size);
  const paths: string[] = [];
  for (let file = 0; file < files; file++) {
    const lines = Array.from({ length: size }, () => {
      const first = 15 + 60 * random();
      const angle = 1.2 + 1.9 * random();
      // The sum of three random numbers comes near to a bell curve; so does what a detector measures.
      const mass = 91.2 + 3 * (random() + random() + random() - 1.5);
      const isBoson = random() < 2 / 3;
      const second = isBoson ? mass ** 2 / (2 * first * (1 - Math.cos(angle))) : 15 + 60 * random();
      return `${first.toFixed(3)} ${second.toFixed(3)} ${angle.toFixed(4)}`;
    });
    const path = join(context.workdir, `collisions-${file}.txt`);
    await writeFile(path, `${lines.join("\n")}\n`);
    paths.push(path);
  }
  return paths;
}

/** The mass of each pair: two light particles give m² = 2 E₁ E₂ (1 − cos θ). */
export async function measure(selected: string): Promise<number[]> {
  return (await readCollisions(selected)).map(massOf);
}

/** Draws the first collision as seen along the beam. Muons that fly apart back to back only give a line: then there is no picture. */
export async function display(selected: string): Promise<string> {
  const [collision] = await readCollisions(selected);
  if (collision === undefined) throw new Error("no collision was selected");
  if (collision.angle > 2.3) throw new Error(`the muons fly apart almost back to back, at ${collision.angle} radians`);
  const rows = Array.from({ length: 9 }, () => Array.from({ length: 19 }, () => " "));
  for (const direction of [0, collision.angle])
    for (let step = 0; step <= 4; step++)
      rows[4 - Math.round(step * Math.sin(direction))]![9 + Math.round(2 * step * Math.cos(direction))] = "*";
  return rows.map((row) => row.join("").trimEnd()).join("\n");
}

/** Counts the masses in steps of 1 GeV: a line for each, with a bar. */
export async function histogram(masses: number[][], context: TaskContext): Promise<string> {
  const counts = new Map<number, number>();
  for (const mass of masses.flat()) counts.set(Math.round(mass), (counts.get(Math.round(mass)) ?? 0) + 1);
  const most = Math.max(1, ...counts.values());
  const lines = [...counts]
    .toSorted(([a], [b]) => a - b)
    .map(([mass, count]) => `${mass} ${count} ${"#".repeat(Math.ceil((40 * count) / most))}`);
  await writeFile(context.out, `${lines.join("\n")}\n`);
  return context.out;
}

function massOf({ first, second, angle }: Collision): number {
  return Math.sqrt(2 * first * second * (1 - Math.cos(angle)));
}

async function readCollisions(path: string): Promise<Collision[]> {
  const lines = (await readFile(path, "utf8")).split("\n").filter((line) => line !== "");
  return lines.map((line) => {
    const [first = 0, second = 0, angle = 0] = line.split(" ").map(Number);
    return { first, second, angle };
  });
}

/** Numbers from 0 to 1 that look random and are the same each time (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
