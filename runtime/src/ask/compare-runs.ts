/** In what two runs differ. Pure but for what it is given. */
import { givenInputs, type History } from "../journal/history.ts";
import type { StoredValue } from "../journal/record.ts";
import type { Value } from "../workflow.ts";
import { nodeStories, type NodeStory } from "./nodes.ts";
import { programOf, standingOf } from "./standing.ts";

/** One of the two. */
export interface ComparedRun {
  readonly history: History;
  readonly isLive: boolean;
  /** Absolute path of its folder: what lies there is compared by its content. */
  readonly folder: string;
  /** JSON text of arguments that the journal only has a digest of, by node, where they are known. */
  readonly args: ReadonlyMap<string, string>;
}

/** What is outside of the journals. */
export interface Surroundings {
  valueOf(stored: StoredValue): Value;
  /** Whether two files or folders hold the same. */
  isSameFile(a: string, b: string): boolean;
}

export interface Comparison {
  readonly isEqual: boolean;
  /** Paths and whether they have the same content, where one of these differs. */
  readonly program?: { readonly a: string; readonly b: string };
  readonly state?: { readonly a: string; readonly b: string };
  /** Inputs by name; a side without it has no value there. */
  readonly inputs: Readonly<Record<string, { readonly a?: Value; readonly b?: Value }>>;
  /** Tasks that had other code. */
  readonly code: readonly string[];
  readonly onlyA: readonly NodeStory[];
  readonly onlyB: readonly NodeStory[];
  readonly nodes: readonly NodeDifference[];
  /** Nodes whose arguments are too long for the journal and could not be compared. */
  readonly uncompared: number;
  /** Nodes that took much longer in one than in the other, the largest difference first. No difference by itself. */
  readonly times: readonly {
    readonly node: string;
    readonly task: string;
    readonly args?: string;
    readonly a: number;
    readonly b: number;
  }[];
}

export interface NodeDifference {
  readonly a: NodeStory;
  readonly b: NodeStory;
  readonly differs: readonly ("arguments" | "state" | "result" | "failure")[];
}

export function compareRuns(a: ComparedRun, b: ComparedRun, around: Surroundings): Comparison {
  const storiesA = nodeStories(a.history, a.isLive);
  const storiesB = nodeStories(b.history, b.isLive);
  const pairs = [...storiesA.values()].flatMap((one) => {
    const other = storiesB.get(one.node);
    return other === undefined ? [] : [[one, other] as const];
  });
  const same = sameness(a.folder, b.folder, around);
  let uncompared = 0;
  const nodes = pairs.flatMap(([one, other]): readonly NodeDifference[] => {
    const isSameArgs = sameArgs(one, other, a, b, same);
    if (isSameArgs === undefined) uncompared += 1;
    const differs = differencesOf(one, other, isSameArgs ?? true, around, same);
    return differs.length === 0 ? [] : [{ a: one, b: other, differs }];
  });
  const found = {
    ...programs(a.history, b.history),
    ...states(a, b),
    inputs: inputsThatDiffer(a.history, b.history, same),
    code: [
      ...new Set(
        pairs.flatMap(([one, other]) =>
          one.code === other.code || one.code === undefined || other.code === undefined ? [] : [one.task],
        ),
      ),
    ],
    onlyA: [...storiesA.values()].filter(({ node }) => !storiesB.has(node)),
    onlyB: [...storiesB.values()].filter(({ node }) => !storiesA.has(node)),
    nodes,
  };
  const isEqual = Object.values(found).every((each) => Object.keys(each).length === 0);
  return { isEqual, ...found, uncompared, times: timesOf(pairs) };
}

type Same = (a: Value, b: Value) => boolean;

/** Values are the same where they are but for what lies in each run's own folder under the same name and with the same content. */
function sameness(folderA: string, folderB: string, { isSameFile }: Surroundings): Same {
  const same: Same = (a, b) => {
    if (typeof a === "string" && typeof b === "string") return a === b || isSamePlace(a, b);
    if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
    if (Array.isArray(a) !== Array.isArray(b)) return false;
    const [first, second] = [a as Readonly<Record<string, Value>>, b as Readonly<Record<string, Value>>];
    const names = Object.keys(first);
    return (
      names.length === Object.keys(second).length &&
      names.every((name) => Object.hasOwn(second, name) && same(first[name] as Value, second[name] as Value))
    );
  };
  const isSamePlace = (a: string, b: string): boolean =>
    a.startsWith(`${folderA}/`) && `${folderB}${a.slice(folderA.length)}` === b && isSameFile(a, b);
  return same;
}

/** `undefined` where they are not known. */
function sameArgs(one: NodeStory, other: NodeStory, a: ComparedRun, b: ComparedRun, same: Same): boolean | undefined {
  if (one.args === undefined || other.args === undefined || one.args === other.args) return true;
  const first = argsOf(one, a);
  const second = argsOf(other, b);
  if (first === undefined || second === undefined) return undefined;
  return same(JSON.parse(first) as Value, JSON.parse(second) as Value);
}

function argsOf({ node, args }: NodeStory, run: ComparedRun): string | undefined {
  return args?.startsWith("sha256:") === true ? run.args.get(node) : args;
}

function differencesOf(
  one: NodeStory,
  other: NodeStory,
  isSameArgs: boolean,
  { valueOf }: Surroundings,
  same: Same,
): NodeDifference["differs"] {
  const differs: NodeDifference["differs"][number][] = isSameArgs ? [] : ["arguments"];
  if (one.state !== other.state) return [...differs, "state"];
  if (one.result !== undefined && other.result !== undefined && !isSameResult(one.result, other.result))
    differs.push("result");
  if (one.failure?.code !== other.failure?.code || one.failure?.message !== other.failure?.message)
    differs.push("failure");
  return differs;

  function isSameResult(first: StoredValue, second: StoredValue): boolean {
    if ("object" in first && "object" in second && first.object === second.object) return true;
    return same(valueOf(first), valueOf(second));
  }
}

function programs(a: History, b: History): Pick<Comparison, "program"> {
  const last = ({ created, resumed }: History): string => resumed.at(-1)?.program ?? created.program;
  if (last(a) === last(b) && a.created.source === b.created.source) return {};
  return { program: { a: programOf(a.created.source), b: programOf(b.created.source) } };
}

function states(a: ComparedRun, b: ComparedRun): Pick<Comparison, "state"> {
  const [first, second] = [a, b].map(({ history, isLive }) => standingOf(history, isLive)) as [string, string];
  return first === second ? {} : { state: { a: first, b: second } };
}

function inputsThatDiffer(a: History, b: History, same: Same): Comparison["inputs"] {
  const [first, second] = [givenInputs(a), givenInputs(b)];
  const differing: Record<string, { a?: Value; b?: Value }> = {};
  for (const name of new Set([...Object.keys(first), ...Object.keys(second)])) {
    const [one, other] = [first[name], second[name]];
    if (one !== undefined && other !== undefined && same(one, other)) continue;
    differing[name] = { ...(one === undefined ? {} : { a: one }), ...(other === undefined ? {} : { b: other }) };
  }
  return differing;
}

/** From where on a difference in time is told: ms, and how many times as long. */
const notable = { ms: 1000, times: 2 };

function timesOf(pairs: readonly (readonly [NodeStory, NodeStory])[]): Comparison["times"] {
  return pairs
    .filter(
      ([a, b]) => a.isReused === undefined && b.isReused === undefined && a.state === "done" && b.state === "done",
    )
    .filter(([a, b]) => Math.abs(a.took - b.took) >= notable.ms)
    .filter(([a, b]) => Math.max(a.took, b.took) >= notable.times * Math.min(a.took, b.took))
    .sort(([a, b], [c, d]) => Math.abs(c.took - d.took) - Math.abs(a.took - b.took))
    .map(([{ node, task, args, took }, b]) => ({
      node,
      task,
      ...(args === undefined ? {} : { args }),
      a: took,
      b: b.took,
    }));
}
