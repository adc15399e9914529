/**
 * Gives the compiler as many random inputs as asked: `npm run fuzz -- --inputs 100000 --seed 1`. Prints figures, the slowest inputs,
 * and the smallest text found for each property that does not hold. Ends with status 1 where there is one. `--commands N` also
 * compares N random shell commands with bash, and `--shapes KB` looks at texts of every shape and that size.
 */
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { loadGrammar } from "../support/shell-grammar.ts";
import { diceFrom } from "../support/dice.ts";
import { measureShapes } from "./measure.ts";
import { compareParsing, compareQuoting, type ShellFigures } from "./shell.ts";
import type { Told, Work } from "./worker.ts";

const { values } = parseArgs({
  options: {
    inputs: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    commands: { type: "string", default: "0" },
    shapes: { type: "string", default: "0" },
    show: { type: "string", default: "10" },
  },
});

/** ms after which an input is said to hang. */
const patience = 30_000;

interface KindFigures {
  inputs: number;
  accepted: number;
  loaded: number;
  seconds: number;
}

const kinds = new Map<string, KindFigures>();
const codes = new Map<string, number>();
const found = new Map<string, { count: number; message: string; text: string }>();
let slowest: { readonly kind: string; readonly length: number; readonly time: number }[] = [];

function note(property: string, message: string, text: string): void {
  const known = found.get(property);
  if (known === undefined) found.set(property, { count: 1, message, text });
  else {
    known.count += 1;
    if (text.length < known.text.length) Object.assign(known, { message, text });
  }
}

function take({ kind, length, time, accepted, loaded, codes: said, findings }: Told): void {
  const figures = kinds.get(kind) ?? { inputs: 0, accepted: 0, loaded: 0, seconds: 0 };
  kinds.set(kind, figures);
  figures.inputs += 1;
  figures.accepted += Number(accepted);
  figures.loaded += Number(loaded);
  figures.seconds += time / 1000;
  for (const code of new Set(said)) codes.set(code, (codes.get(code) ?? 0) + 1);
  slowest.push({ kind, length, time });
  if (slowest.length > 1000) slowest = slowest.sort((a, b) => b.time - a.time).slice(0, 5);
  for (const { property, message, text } of findings) note(property, message, text);
}

/** Runs trials until one hangs, or all have run; answers which is the next. */
function runSlice(from: number, to: number): Promise<number> {
  return new Promise((done, fail) => {
    const at = new Int32Array(new SharedArrayBuffer(4));
    const work: Work = { from, to, at };
    const worker = new Worker(new URL("worker.ts", import.meta.url), { workerData: work });
    let hung: number | undefined;
    let last = { number: -1, since: Date.now() };
    const watch = setInterval(() => {
      const number = Atomics.load(at, 0);
      if (number !== last.number) last = { number, since: Date.now() };
      else if (Date.now() - last.since > patience) {
        note("an input does not hang", `trial ${number}`, "");
        clearInterval(watch);
        hung = number;
        void worker.terminate();
      }
    }, 1000);
    worker.on("message", take);
    worker.on("error", (error) => {
      clearInterval(watch);
      fail(error);
    });
    worker.on("exit", () => {
      clearInterval(watch);
      done(hung === undefined ? to : hung + 1);
    });
  });
}

const inputs = Number(values.inputs);
const first = Number(values.seed) * 10_000_019;
/** What is emitted and loaded stays in memory for as long as its thread. */
const slice = 5000;
for (let next = first; next < first + inputs;) next = await runSlice(next, Math.min(next + slice, first + inputs));

console.table(
  Object.fromEntries(
    [...kinds].map(([kind, { inputs: count, accepted, loaded, seconds }]) => [
      kind,
      {
        inputs: count,
        accepted,
        loaded,
        seconds: Math.round(seconds),
        "ms each": Math.round((seconds * 10_000) / count) / 10,
      },
    ]),
  ),
);
console.log("diagnostics:", Object.fromEntries([...codes].sort(([a], [b]) => (a < b ? -1 : 1))));
for (const { kind, length, time } of slowest.sort((a, b) => b.time - a.time).slice(0, 5))
  console.log(`slow: ${Math.round(time)} ms for ${length} characters, ${kind}`);

const commands = Number(values.commands);
if (commands > 0) {
  const bash = await loadGrammar();
  for (const [what, compare] of [
    ["parsing", compareParsing],
    ["quoting", compareQuoting],
  ] as const) {
    const all: ShellFigures[] = [];
    for (let done = 0; done < commands; done += 500)
      all.push(compare(diceFrom(first + done), Math.min(500, commands - done), bash));
    const sum = (pick: (figures: ShellFigures) => number): number => all.reduce((total, each) => total + pick(each), 0);
    console.log(
      `commands, ${what}: ${sum(({ texts }) => texts)} texts, ${sum(({ accepted }) => accepted)} accepted,`,
      `${sum(({ onlyHere }) => onlyHere)} that bash cannot parse, ${sum(({ onlyThere }) => onlyThere)} that only bash can`,
    );
    for (const { property, message, text } of all.flatMap(({ findings }) => findings)) note(property, message, text);
  }
}

const kilobytes = Number(values.shapes);
if (kilobytes > 0) for (const { property, message, text } of measureShapes(kilobytes)) note(property, message, text);

for (const [property, { count, message, text }] of [...found].slice(0, Number(values.show)))
  console.log(`--- ${count} times not: ${property}\n${message}\n${JSON.stringify(text.slice(0, 2000))}\n`);
console.log(found.size === 0 ? "nothing found" : `${found.size} properties do not hold`);
process.exitCode = found.size === 0 ? 0 : 1;
