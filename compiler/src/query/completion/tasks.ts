/** Tasks and workflows: as names, and as nodes that a body adds. */
import type * as ast from "../../ast.ts";
import { edgeDeclarations } from "../../check/edges.ts";
import type { Owner } from "../../check/checker.ts";
import type { TaskSymbol } from "../../program.ts";
import { isAssignable } from "../../type-relation.ts";
import { declaringModule } from "../declaring-module.ts";
import { signatureText, taskSignature } from "../signature.ts";
import { HERE } from "../cursor-tree.ts";
import type { Likelihood, Offer } from "./completion.ts";
import type { Cursor } from "./cursor.ts";
import { importOffers } from "./imports.ts";

/** Tasks where their name alone stands: in edges, conditions and gathers. */
export function taskNameOffers(cursor: Cursor, likelihood: Likelihood, suffix = ""): readonly Offer[] {
  const insert = (name: string): Pick<Offer, "insertText" | "then"> =>
    suffix === "" ? {} : { insertText: name + suffix, then: "completions" };
  const own = [...cursor.checked.checker.module.tasks].map(([name, task]): Offer => {
    return { ...describe(name, task, cursor), ...insert(name), likelihood };
  });
  return [...own, ...importOffers(cursor, "tasks", insert)];
}

/** Calls that add a node: those that the declared edges allow here come first, the others bring their edges along. */
export function addOffers(cursor: Cursor): readonly Offer[] {
  const { checked, environment, wanted, hasArguments } = cursor;
  if (environment.owner === undefined) return [];
  const fired = firedOn(cursor);
  const { module, source } = checked.checker;
  const declared = Map.groupBy([...module.edges, ...module.importedEdges], ({ to }) => to);
  const names = new Map([...module.tasks].map(([name, task]) => [task, name]));
  const isHidden = (name: string): boolean => ["local", "bound"].includes(environment.scope.find(name)?.kind ?? "");
  const own = [...module.tasks].flatMap(([name, task]): readonly Offer[] => {
    if (isHidden(name)) return [];
    const call = { ...describe(name, task, cursor), ...(hasArguments ? {} : callOf(name, task.parameters.length > 0)) };
    const missing = fired.filter((from) => declared.get(task)?.some((edge) => edge.from === from) !== true);
    if (missing.length === 0) return [{ ...call, likelihood: likelihoodOf(task, wanted) }];
    const edges = missing.map((from) => ({ from: names.get(from) ?? from.name, to: name }));
    const edits = cursor.shifted([edgeDeclarations(source, edges)]) ?? [];
    const needs = edges.map(({ from, to }) => `${from} -> ${to}`).join(", ");
    return [{ ...call, detail: `${call.detail}, needs edge ${needs}`, edits, likelihood: "unlikely" }];
  });
  return [...own, ...importOffers(cursor, "tasks", (name) => (hasArguments ? {} : callOf(name, true)))];
}

function likelihoodOf({ result }: TaskSymbol, wanted: Cursor["wanted"]): Likelihood {
  if (wanted === undefined) return "best";
  if (wanted.place === "after") return "good";
  if (wanted.place === "value" || !isAssignable(result, wanted.type)) return "unlikely";
  return "good";
}

/** A call with the cursor between its brackets, where it takes anything. */
export function callOf(name: string, takes: boolean): Pick<Offer, "insertText" | "format" | "then"> {
  return takes ? { insertText: `${name}($1)`, format: "snippet", then: "signature" } : { insertText: `${name}()` };
}

function describe(name: string, task: TaskSymbol, { analysis }: Cursor): Offer {
  const { declaration } = task;
  return {
    label: name,
    kind: declaration.kind,
    detail: signatureText(taskSignature(name, task, declaringModule(analysis, declaration))),
    documentation: declaration.doc,
    likelihood: "good",
  };
}

/** The tasks whose nodes a new node gets edges from, if nothing in its arguments contains an add of the same body. */
function firedOn({ tree, checker }: Cursor): readonly TaskSymbol[] {
  const owners = tree.path.filter((part): part is Owner & ast.Located => part.kind === "rule" || part.kind === "start");
  for (const owner of owners.toReversed()) {
    if (owner.kind === "start") return [];
    const events = owner.conditions.filter((each) => each.kind === "event" && each.subject.text !== HERE);
    if (events.length > 0)
      return [
        ...new Set(
          events.flatMap((each) =>
            each.kind === "event" && each.event === "added" ? [] : (checker.conditionTasks.get(each) ?? []),
          ),
        ),
      ];
  }
  return [];
}
