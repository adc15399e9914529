/** Bodies of random programs, compiled: edges follow from the text as language.md §5 says. */
import { datumOf } from "./compile-condition.ts";
import {
  AROUND,
  FUEL,
  handle,
  nameOf,
  Refused,
  sourceOf,
  type Draft,
  type Known,
  type Run,
  type Scope,
} from "./names.ts";
import { KEYS, type Addition, type Binding, type ProgramArgument, type Statement } from "./program.ts";
import type { Appender, Bindings, From, Gathered, NodeRef, Source } from "../../runtime/src/workflow.ts";

/** The statements of a body, compiled. Sites and nested rules are added to the draft. */
export function bodyOf(statements: readonly Statement[], draft: Draft, around: Scope): Run {
  const names = new Map(around);
  const runs = statements.map((statement) => statementOf(statement, draft, names));
  return (to, at, call) => {
    for (const run of runs) run(to, at, call);
  };
}

function statementOf(statement: Statement, draft: Draft, names: Map<Binding, Known>): Run {
  switch (statement.kind) {
    case "add":
      return additionOf(statement, draft, names);
    case "repeat": {
      const count = datumOf(statement.count, names, draft.used);
      const run = bodyOf(statement.body, draft, names);
      return (to, at, call) => {
        const times = count(at);
        for (let time = 0; time < times; time += 1) run(to, Object.create(at) as Record<string, unknown>, call);
      };
    }
    case "if": {
      const datum = datumOf(statement.datum, names, draft.used);
      const then = bodyOf(statement.then, draft, names);
      const other = bodyOf(statement.else, draft, names);
      return (to, at, call) => (datum(at) % 2 === 0 ? then : other)(to, at, call);
    }
    case "rule": {
      const used = new Set<Binding>();
      const id = draft.compileNested(statement.rule, { ...draft, used }, names);
      draft.nested.push(id);
      for (const binding of used) draft.used.add(binding);
      const captured = [...used].map(nameOf);
      return (to, at, call) => {
        const own = Object.fromEntries(captured.map((name) => [name, at[name]]));
        to.when(id, { ...own, [FUEL]: at[FUEL], [AROUND]: `${String(at[AROUND])}>${call.count}` });
        call.count += 1;
      };
    }
  }
}

function additionOf(add: Addition, draft: Draft, names: Map<Binding, Known>): Run {
  if (add.keyed && (add.args.length > 0 || add.after.length > 0)) throw new Refused("a keyed node's arguments differ");
  const sources: Source[] = [];
  const s = datumOf(add.s, names, draft.used);
  const from = new Set<Binding>();
  const seed = add.s.kind === "read" ? names.get(add.s.of) : undefined;
  if (add.s.kind === "read" && seed?.kind === "condition" && seed.event !== "added") from.add(add.s.of);
  let isMadeHere = false;
  const look = (of: Binding): Known => {
    const known = names.get(of);
    if (known === undefined) throw new Refused("unknown name");
    draft.used.add(of);
    if (known.kind === "made" && known.rule === draft.id) isMadeHere = true;
    return known;
  };
  const args = add.args.map((argument) => argumentOf(argument, draft, look, sources));
  for (const of of add.after) sources.push(sourceOf(look(of), names));
  if (!isMadeHere) for (const binding of draft.firedOn) from.add(binding);
  for (const of of from) sources.push(sourceOf(look(of), names));
  const site = draft.sites.length;
  draft.sites.push({ task: add.task, sources, keyed: add.keyed });
  names.set(add.binds, { kind: "made", rule: draft.id, site, task: add.task });
  const name = nameOf(add.binds);
  const { keyed, task, after } = add;
  const inThe = (at: Bindings, bindings: Iterable<Binding>): From => [...bindings].map((of) => at[nameOf(of)] as From);
  return (to, at, call) => {
    const value = s(at) % 6;
    call.count += 1;
    if (keyed) {
      const key = value % KEYS;
      at[name] = to.add(handle(task), site, [at["keyedFuel"], key, []], { key, from: inThe(at, from) });
    } else {
      const xs = args.map((argument) => argument(to, at));
      const options = { from: inThe(at, from), after: inThe(at, after) };
      at[name] = to.add(handle(task), site, [at[FUEL], value, xs] as never, options);
    }
  };
}

function argumentOf(
  argument: ProgramArgument,
  draft: Draft,
  look: (of: Binding) => Known,
  sources: Source[],
): (to: Appender, at: Bindings) => unknown {
  if (argument.kind === "node") {
    const known = look(argument.of);
    if (known.kind !== "made" && (known.event === "failed" || known.event === "settled"))
      throw new Refused("no result");
    sources.push(sourceOf(known, undefined));
    return (_to, at) => at[nameOf(argument.of)];
  }
  const { mode, task, under } = argument;
  if (!draft.waits.some((wait) => wait.task === task && wait.under === under)) throw new Refused("may still grow");
  const anchor = under === undefined ? undefined : look(under);
  if (anchor?.kind === "list") throw new Refused("under a list");
  const below =
    anchor === undefined || under === undefined ? {} : { under: { name: nameOf(under), task: anchor.task } };
  sources.push({ kind: "gather", task: task, ...below });
  return (to, at): readonly NodeRef[] | Gathered => {
    const node = under === undefined ? undefined : (at[nameOf(under)] as NodeRef);
    if (mode === "all") return to.all(handle(task), node);
    return mode === "succeeded" ? to.gather(mode, handle(task), node) : to.gather(mode, handle(task), node);
  };
}
