/**
 * Random programs compiled to the contract, the way adg's compiler would: edges, sources and captured names follow from the
 * program (language.md §5). A program that adg would refuse throws `Refused`.
 */
import { bodyOf } from "./compile-body.ts";
import { conditionOf, guardOf } from "./compile-condition.ts";
import { AROUND, FUEL, json, nameOf, Refused, type Draft, type FiringListener, type Scope } from "./names.ts";
import { outcomeOf, type Binding, type Program, type ProgramRule, type ProgramTask } from "./program.ts";
import type {
  NodeRef,
  Output,
  Rule,
  RuleId,
  ScopeId,
  Source,
  Task,
  Value,
  Workflow,
} from "../../runtime/src/workflow.ts";

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
        task: task,
        type: json,
        line: index + 1,
      }));
      const parameters = id === 0 ? [] : ["f", "s", "xs"].map((name) => ({ name, type: json }));
      return { name: `scope ${id}`, parameters, rules, outputs };
    });
    const rules = this.#rules as Rule[];
    checkKeys(rules);
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
      conditionOf(condition, index, id, names, around, used),
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
      compileNested: (nested, within, names) => this.#rule(nested, within, names),
    };
    const guard = rule.where === undefined ? undefined : guardOf(rule.where, draft, names);
    const run = bodyOf(rule.body, draft, names);
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
}

/** The task that a source's nodes are of. */
export function taskOfSource(rules: readonly Rule[], source: Source): number {
  if (source.kind === "gather") return source.task;
  if (source.kind === "made") return rules[source.rule]?.sites[source.site]?.task as number;
  const condition = rules[source.rule]?.conditions[source.condition];
  if (condition === undefined || !("task" in condition)) throw new Error("a source names no condition");
  return condition.task;
}

/** Where some nodes of a task have keys, all have: the programs that people write. */
function checkKeys(rules: readonly Rule[]): void {
  const sites = rules.flatMap((rule) => rule.sites);
  const keyed = new Set(sites.filter((site) => site.keyed).map(({ task }) => task));
  if (sites.some((site) => !site.keyed && keyed.has(site.task)))
    throw new Refused("some nodes have keys, some have not");
  for (const condition of rules.flatMap(({ conditions }) => conditions))
    if (condition.kind === "keyed" && !keyed.has(condition.task)) throw new Refused("a key of what has none");
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
