/**
 * Random programs compiled to the contract, the way adg's compiler would: edges, sources and captured names follow from the
 * program (language.md §5). A program that adg would refuse throws `Refused`.
 */
import { KEYS, outcomeOf } from "./program.ts";
import type {
  Appender,
  Bindings,
  Condition,
  From,
  Gathered,
  Join,
  NodeEvent,
  NodeRef,
  Output,
  Rule,
  RuleId,
  ScopeId,
  Site,
  Source,
  Task,
  TaskHandle,
  Under,
  Value,
  ValueType,
  Workflow,
} from "../../runtime/src/workflow.ts";
import type {
  Addition,
  Binding,
  Datum,
  Guard,
  Program,
  ProgramArgument,
  ProgramCondition,
  ProgramRule,
  ProgramTask,
  Statement,
} from "./program.ts";

export class Refused extends Error {}

/** Told of every firing before its body runs: the rule, the name of the firing around it, the nodes. Answers the firing's name. */
export type FiringListener = (rule: RuleId, around: string, nodes: readonly NodeRef[]) => string;

/** Key of the name under which a nested rule knows the firing that made it. */
export const AROUND = "around";
const FUEL = "fuel";

const json: ValueType = { kind: "json" };
const nameOf = (binding: Binding): string => `n${binding}`;
const handle = (task: number): TaskHandle<unknown[], unknown> => ({ task });

/** What a name stands for. */
type Known =
  | {
      readonly kind: "condition";
      readonly rule: RuleId;
      readonly condition: number;
      readonly task: number;
      readonly event: NodeEvent;
    }
  | {
      readonly kind: "list";
      readonly task: number;
      readonly event: "done" | "settled";
      readonly under: Binding | undefined;
    }
  | { readonly kind: "made"; readonly rule: RuleId; readonly site: number; readonly task: number };

type Scope = ReadonlyMap<Binding, Known>;

/** A rule under construction. */
interface Draft {
  readonly id: RuleId;
  readonly parent: Draft | undefined;
  readonly conditions: readonly ProgramCondition[];
  readonly sites: Site[];
  readonly nested: RuleId[];
  /** What is waited for, here or around. */
  readonly waits: readonly { readonly task: number; readonly under: Binding | undefined }[];
  /** Bindings of the nodes that the rule fired on, as far as they give edges. */
  readonly firedOn: readonly Binding[];
  /** Names that the rule reads. */
  readonly used: Set<Binding>;
}

type Run = (to: Appender, names: Record<string, unknown>, call: { count: number }) => void;

export function compileProgram(program: Program, listen: FiringListener = () => ""): Workflow {
  return new Compiler(program, listen).workflow();
}

class Compiler {
  readonly #program: Program;
  readonly #listen: FiringListener;
  readonly #rules: (Rule | undefined)[] = [];
  #scope: ScopeId = 0;

  constructor(program: Program, listen: FiringListener) {
    this.#program = program;
    this.#listen = listen;
  }

  workflow(): Workflow {
    const scopes = this.#program.scopes.map((scope, id) => {
      this.#scope = id;
      const rules = [{ conditions: [], body: scope.start }, ...scope.rules].map((rule) =>
        this.#rule(rule, undefined, new Map()),
      );
      const outputs = scope.outputs.map(({ mode, task }, index): Output => ({
        name: id === 0 || scope.outputs.length > 1 ? `o${index}` : undefined,
        mode,
        task: this.#known(task),
        type: json,
        line: index + 1,
      }));
      const parameters = id === 0 ? [] : ["f", "s", "xs"].map((name) => ({ name, type: json }));
      return { name: `scope ${id}`, parameters, rules, outputs };
    });
    const rules = this.#rules as Rule[];
    return {
      version: 1,
      name: "random",
      source: "file:///random.adg",
      types: {},
      tasks: this.#program.tasks.map((task, index) => this.#task(task, index)),
      edges: edgesOf(rules),
      scopes,
      rules,
    };
  }

  #known(task: number): number {
    if (this.#program.tasks[task] === undefined) throw new Refused("no such task");
    return task;
  }

  #task(task: ProgramTask, index: number): Task {
    const name = `t${index}`;
    const plain = {
      name,
      parameters: ["f", "s", "xs"].map((each) => ({ name: each, type: json })),
      result: json,
      line: 1,
    };
    if (task.kind === "scope") return { ...plain, implementation: { kind: "scope", scope: task.scope } };
    if (task.kind === "work") return { ...plain, implementation: { kind: "module", module: "file:///tasks.ts", name } };
    const compute = ({ args }: { readonly args: { readonly [name: string]: Value } }): Value => {
      const outcome = outcomeOf(this.#program, index, args["f"] as number, args["s"] as number);
      if (!outcome.ok) throw new Error(outcome.error);
      return outcome.value;
    };
    return { ...plain, implementation: { kind: "pure", compute } };
  }

  #rule(rule: ProgramRule, parent: Draft | undefined, around: Scope): RuleId {
    const id = this.#rules.length;
    this.#rules.push(undefined);
    const names = new Map(around);
    const used = new Set<Binding>();
    const conditions = rule.conditions.map((condition, index) =>
      this.#condition(condition, index, id, names, around, used),
    );
    const own = rule.conditions.filter((each) => each.kind === "each" || each.kind === "held" || each.kind === "keyed");
    const draft: Draft = {
      id,
      parent,
      conditions: rule.conditions,
      sites: [],
      nested: [],
      waits: [
        ...rule.conditions.flatMap((each) =>
          each.kind === "no-more" || each.kind === "all" ? [{ task: each.task, under: each.under }] : [],
        ),
        ...(parent?.waits ?? []),
      ],
      firedOn:
        own.length === 0
          ? (parent?.firedOn ?? [])
          : own.filter(({ event }) => event !== "added").map(({ binds }) => binds),
      used,
    };
    const guard = rule.where === undefined ? undefined : this.#guard(rule.where, draft, names);
    const run = this.#body(rule.body, draft, names);
    const scope = this.#scope;
    const { fuel } = this.#program;
    const bound = own.map(({ binds }) => nameOf(binds));
    const listen = this.#listen;
    this.#rules[id] = {
      scope,
      ...(parent === undefined ? {} : { parent: parent.id }),
      text: `rule ${id}`,
      line: id + 1,
      conditions,
      ...guard,
      sites: draft.sites,
      nested: draft.nested,
      body(to, at) {
        const nodes = bound.map((name) => at[name] as NodeRef<{ f: number }>);
        const name = listen(id, parent === undefined ? "" : String(at[AROUND]), nodes);
        const inScope = scope === 0 ? fuel : (at["parameters"] as { f: number }).f - 1;
        const start = parent === undefined ? inScope : (at[FUEL] as number);
        const spent = parent === undefined && nodes.length === 0 ? 0 : 1;
        const left = Math.min(start, ...nodes.map(({ args }) => args.f)) - spent;
        if (left <= 0) return;
        const local = Object.assign(Object.create(at) as Record<string, unknown>, {
          [FUEL]: left,
          [AROUND]: name,
          keyedFuel: inScope,
        });
        run(to, local, { count: 0 });
      },
    };
    for (const binding of used) if (around.has(binding)) parent?.used.add(binding);
    return id;
  }

  #condition(
    condition: ProgramCondition,
    index: number,
    rule: RuleId,
    names: Map<Binding, Known>,
    around: Scope,
    used: Set<Binding>,
  ): Condition {
    const under = (of: Binding | undefined): { under?: Under } => {
      if (of === undefined) return {};
      const known = names.get(of);
      if (known === undefined || known.kind === "list") throw new Refused("under what?");
      used.add(of);
      return { under: { name: nameOf(of), task: known.task } };
    };
    switch (condition.kind) {
      case "each": {
        const { binds, task, event } = condition;
        names.set(binds, { kind: "condition", rule, condition: index, task, event });
        return { kind: "each", task: this.#known(task), event, name: nameOf(binds) };
      }
      case "held": {
        const known = around.get(condition.of);
        if (known === undefined || known.kind === "list") throw new Refused("held what?");
        const { binds, of, event } = condition;
        used.add(of);
        names.set(binds, { kind: "condition", rule, condition: index, task: known.task, event });
        return { kind: "held", held: nameOf(of), task: known.task, event, name: nameOf(binds) };
      }
      case "keyed": {
        const { binds, task, event, key } = condition;
        const read = this.#datum(key, names, used);
        const known = key.kind === "read" ? names.get(key.of) : undefined;
        const uses = known?.kind === "condition" && known.rule === rule ? [known.condition] : [];
        names.set(binds, { kind: "condition", rule, condition: index, task, event });
        return {
          kind: "keyed",
          task: this.#known(task),
          event,
          key: (at) => read(at) % KEYS,
          uses,
          name: nameOf(binds),
        };
      }
      case "no-more":
        return {
          kind: "no-more",
          task: this.#known(condition.task),
          ...under(condition.under),
          despite: condition.despite,
        };
      case "all": {
        const { binds, task, event } = condition;
        const below = under(condition.under);
        names.set(binds, { kind: "list", task, event, under: condition.under });
        return { kind: "all", task: this.#known(task), ...below, event, name: nameOf(binds) };
      }
    }
  }

  #datum(datum: Datum, names: Scope, used: Set<Binding>): (at: Bindings) => number {
    if (datum.kind === "constant") return () => datum.value;
    const known = names.get(datum.of);
    if (known?.kind !== "condition") throw new Refused("read of what is no node of a condition");
    if (datum.member === "result" && known.event !== "done") throw new Refused("result not known");
    used.add(datum.of);
    const name = nameOf(datum.of);
    if (datum.member === "s") return (at) => (at[name] as NodeRef<{ s: number }>).args.s;
    return (at) => {
      const { result } = at[name] as NodeRef;
      return typeof result === "number" ? result : Array.isArray(result) ? result.length : 0;
    };
  }

  #guard(guard: Guard, draft: Draft, names: Scope): Pick<Rule, "where" | "joins"> {
    const left = this.#datum(guard.left, names, draft.used);
    const right = this.#datum(guard.right, names, draft.used);
    const where = (at: Bindings): boolean => left(at) === right(at);
    const sides = [guard.left, guard.right].map((datum) => {
      const known = datum.kind === "read" ? names.get(datum.of) : undefined;
      const isEach =
        known?.kind === "condition" && known.rule === draft.id && draft.conditions[known.condition]?.kind === "each";
      return isEach ? known.condition : undefined;
    });
    const [one, other] = sides;
    if (!guard.table || one === undefined || other === undefined || one === other) return { where };
    const join: Join = { left: one, right: other, leftKey: left, rightKey: right };
    return { where, joins: [join] };
  }

  #body(statements: readonly Statement[], draft: Draft, around: Scope): Run {
    const names = new Map(around);
    const runs = statements.map((statement) => this.#statement(statement, draft, names));
    return (to, at, call) => {
      for (const run of runs) run(to, at, call);
    };
  }

  #statement(statement: Statement, draft: Draft, names: Map<Binding, Known>): Run {
    switch (statement.kind) {
      case "add":
        return this.#addition(statement, draft, names);
      case "repeat": {
        const count = this.#datum(statement.count, names, draft.used);
        const run = this.#body(statement.body, draft, names);
        return (to, at, call) => {
          const times = count(at);
          for (let time = 0; time < times; time += 1) run(to, Object.create(at) as Record<string, unknown>, call);
        };
      }
      case "if": {
        const datum = this.#datum(statement.datum, names, draft.used);
        const then = this.#body(statement.then, draft, names);
        const other = this.#body(statement.else, draft, names);
        return (to, at, call) => (datum(at) % 2 === 0 ? then : other)(to, at, call);
      }
      case "rule": {
        const before = this.#rules.length;
        const nested = { used: new Set<Binding>() };
        const id = this.#rule(statement.rule, { ...draft, used: nested.used }, names);
        if (id !== before) throw new Error("rules are numbered in the order of the text");
        draft.nested.push(id);
        for (const binding of nested.used) draft.used.add(binding);
        const captured = [...nested.used].map(nameOf);
        return (to, at, call) => {
          const own = Object.fromEntries(captured.map((name) => [name, at[name]]));
          to.when(id, { ...own, [FUEL]: at[FUEL], [AROUND]: `${String(at[AROUND])}>${call.count}` });
          call.count += 1;
        };
      }
    }
  }

  #addition(add: Addition, draft: Draft, names: Map<Binding, Known>): Run {
    if (add.keyed && (add.args.length > 0 || add.after.length > 0))
      throw new Refused("a keyed node's arguments differ");
    const sources: Source[] = [];
    const s = this.#datum(add.s, names, draft.used);
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
    const args = add.args.map((argument) => this.#argument(argument, draft, look, sources));
    for (const of of add.after) sources.push(sourceOf(look(of), names));
    if (!isMadeHere) for (const binding of draft.firedOn) from.add(binding);
    for (const of of from) sources.push(sourceOf(look(of), names));
    const site = draft.sites.length;
    draft.sites.push({ task: this.#known(add.task), sources, keyed: add.keyed });
    names.set(add.binds, { kind: "made", rule: draft.id, site, task: add.task });
    const name = nameOf(add.binds);
    const { keyed, task, after } = add;
    const inThe = (at: Bindings, bindings: Iterable<Binding>): From =>
      [...bindings].map((of) => at[nameOf(of)] as From);
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

  #argument(
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
    sources.push({ kind: "gather", task: this.#known(task), ...below });
    return (to, at): readonly NodeRef[] | Gathered => {
      const node = under === undefined ? undefined : (at[nameOf(under)] as NodeRef);
      if (mode === "all") return to.all(handle(task), node);
      return mode === "succeeded" ? to.gather(mode, handle(task), node) : to.gather(mode, handle(task), node);
    };
  }
}

function sourceOf(known: Known, names: Scope | undefined): Source {
  switch (known.kind) {
    case "condition":
      return { kind: "bound", rule: known.rule, condition: known.condition };
    case "made":
      return { kind: "made", rule: known.rule, site: known.site };
    case "list": {
      const anchor = known.under === undefined ? undefined : names?.get(known.under);
      const below =
        anchor === undefined || anchor.kind === "list" || known.under === undefined
          ? {}
          : { under: { name: nameOf(known.under), task: anchor.task } };
      return { kind: "gather", task: known.task, ...below };
    }
  }
}

/** The task that a source's nodes are of. */
export function taskOfSource(rules: readonly Rule[], source: Source): number {
  if (source.kind === "gather") return source.task;
  if (source.kind === "made") return rules[source.rule]?.sites[source.site]?.task as number;
  const condition = rules[source.rule]?.conditions[source.condition];
  if (condition === undefined || !("task" in condition)) throw new Error("a source names no condition");
  return condition.task;
}

function edgesOf(rules: readonly Rule[]): readonly (readonly [number, number])[] {
  const edges = new Map<string, readonly [number, number]>();
  for (const rule of rules)
    for (const site of rule.sites)
      for (const source of site.sources) {
        const from = taskOfSource(rules, source);
        edges.set(`${from}:${site.task}`, [from, site.task]);
      }
  return [...edges.values()];
}
