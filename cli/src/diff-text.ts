import { relative } from "node:path";
import type { Comparison, NodeDifference } from "@adg/runtime/asked";
import { paintFor, type Paint } from "./paint.ts";
import { plainText } from "./plain-text.ts";
import { counted, durationText, numberText } from "./words.ts";

type NodeStory = Comparison["onlyA"][number];

interface Runs {
  readonly a: string;
  readonly b: string;
}

/** So many of a kind are told; of the others, how many there are. */
const most = 20;
const mostTimes = 5;

/** What a person reads of the differences between two runs. */
export function diffText(runs: Runs, found: Comparison, paint = paintFor(process.stdout)): string {
  const { program, state, inputs, code, onlyA, onlyB, nodes, uncompared, times } = found;
  const lines = [
    ...(program === undefined ? [] : [programText(program)]),
    ...(state === undefined ? [] : [`state: ${state.a} → ${state.b}`]),
    ...Object.entries(inputs).map(([name, { a, b }]) => `input ${name}: ${valueText(a)} → ${valueText(b)}`),
    ...code.map((task) => `task ${task}: other code`),
    ...onlyText(runs.a, onlyA, (text) => paint("red", `- ${text}`)),
    ...onlyText(runs.b, onlyB, (text) => paint("green", `+ ${text}`)),
    ...shortened(nodes.map((node) => nodeText(node, paint))),
  ];
  const head = found.isEqual
    ? [`Runs ${runs.a} and ${runs.b} do not differ.`]
    : [paint("bold", `${runs.a} → ${runs.b}`), ...lines.map((line) => `  ${line}`)];
  const notes = [
    ...(uncompared === 0
      ? []
      : [`The arguments of ${counted(uncompared, "node")} are too long for the journal, and were not compared.`]),
    ...timesText(times),
  ];
  return [...head, ...notes].join("\n");
}

function programText({ a, b }: { readonly a: string; readonly b: string }): string {
  const shown = (path: string): string => plainText(relative(process.cwd(), path) || path);
  return a === b ? `program ${shown(a)}: changed` : `program: ${shown(a)} → ${shown(b)}`;
}

function onlyText(run: string, nodes: readonly NodeStory[], set: (text: string) => string): readonly string[] {
  if (nodes.length === 0) return [];
  return [
    `only in ${run}: ${counted(nodes.length, "node")}`,
    ...shortened(nodes.map((node) => `  ${set(nameOf(node))}`)),
  ];
}

const words = { arguments: "other arguments", result: "other result", failure: "other failure" } as const;

function nodeText({ a, b, differs }: NodeDifference, paint: Paint): string {
  const told = differs.map((each) =>
    each === "state" ? `${a.state} → ${b.state}` : words[each] + valuesOf(each, a, b),
  );
  return `${paint("yellow", "~")} ${nameOf(a)}: ${told.join(", ")}`;
}

function valuesOf(what: keyof typeof words, a: NodeStory, b: NodeStory): string {
  if (what === "failure") return ` ${a.failure?.message.split("\n")[0]} → ${b.failure?.message.split("\n")[0]}`;
  if (what === "arguments" || a.result === undefined || b.result === undefined) return "";
  if (!("value" in a.result) || !("value" in b.result)) return "";
  const [first, second] = [valueText(a.result.value), valueText(b.result.value)];
  return first.length + second.length > 100 || first === second ? "" : ` ${first} → ${second}`;
}

function nameOf({ task, args, node }: Pick<NodeStory, "task" | "args" | "node">): string {
  const given = args === undefined || args.startsWith("sha256:") ? "…" : args.slice(1, -1);
  const call = `${task}(${given.length > 60 ? `${given.slice(0, 59)}…` : given})`;
  return plainText(`${call} (${node})`);
}

function timesText(times: Comparison["times"]): readonly string[] {
  return times.slice(0, mostTimes).map((each) => {
    return `took ${each.b > each.a ? "longer" : "less"}: ${nameOf(each)} ${durationText(each.a)} → ${durationText(each.b)}`;
  });
}

function shortened(lines: readonly string[]): readonly string[] {
  const rest = lines.length - most;
  return rest <= 0 ? lines : [...lines.slice(0, most), `… and ${numberText(rest)} more; --json tells them all`];
}

function valueText(value: unknown): string {
  const text = value === undefined ? "none" : JSON.stringify(value);
  return plainText(text.length > 80 ? `${text.slice(0, 79)}…` : text);
}
