/** Draws random programs. Most draws that adg would refuse are avoided here; what is left is sorted out by compiling. */
import { drawTheme } from "./themes.ts";
import type { Dice } from "../support/dice.ts";
import type { NodeEvent } from "../../runtime/src/workflow.ts";
import type {
  Addition,
  Binding,
  Datum,
  Guard,
  Program,
  ProgramArgument,
  ProgramCondition,
  ProgramOutput,
  ProgramRule,
  ProgramSet,
  ProgramTask,
  Statement,
} from "./program.ts";

/** A name in sight while a program is drawn. `list` and `made list` stand for lists of nodes. */
interface Visible {
  readonly binding: Binding;
  readonly kind: "condition" | "made" | "list" | "made list";
  readonly task: number;
  readonly event: NodeEvent;
  readonly level: number;
}

const isOneNode = ({ kind }: Visible): boolean => kind === "condition" || kind === "made";

interface Wait {
  readonly task: number;
  readonly under: Binding | undefined;
}

/** What can be said where a statement is drawn. */
interface Place {
  readonly visible: readonly Visible[];
  readonly waits: readonly Wait[];
  /** How many rules are around. */
  readonly level: number;
  /** Highest task among the conditions: what is added is mostly of a higher one, or waiting would be unsound. */
  readonly floor: number;
}

const OUTERMOST: Place = { visible: [], waits: [], level: 0, floor: -1 };

export function drawProgram(dice: Dice): Program {
  return new Drawing(dice).program();
}

class Drawing {
  readonly #dice: Dice;
  #bindings = 0;
  #tasks = 0;
  #kinds: readonly ProgramTask["kind"][] = [];
  /** Whether the program counts nodes: what `at least` and `every` bind depends on timing. */
  #counts = false;
  #keyed: readonly number[] = [];
  /** Tasks that something drawn so far adds. */
  readonly #reached = new Set<number>();

  constructor(dice: Dice) {
    this.#dice = dice;
  }

  program(): Program {
    this.#tasks = 3 + this.#dice(4);
    const scopes = 1 + (this.#chance(30) ? 1 + this.#dice(2) : 0);
    const failures = this.#chance(65) ? (this.#pick([15, 30, 50, 100]) ?? 0) : 0;
    const tasks = Array.from({ length: this.#tasks }, (): ProgramTask => {
      const failing = this.#chance(50) ? failures : 0;
      const retries = this.#chance(15) ? 1 + this.#dice(2) : 0;
      return { kind: this.#chance(8) ? "pure" : "work", scope: 0, failing, retries, spawns: [] };
    });
    for (let scope = 1; scope < scopes; scope += 1)
      tasks[this.#tasks - scope] = { kind: "scope", scope, failing: 0, retries: 0, spawns: [] };
    this.#keyed = this.#chance(40)
      ? [this.#dice(this.#tasks), ...(this.#chance(30) ? [this.#dice(this.#tasks)] : [])]
      : [];
    this.#kinds = tasks.map(({ kind }) => kind);
    this.#counts = this.#chance(25);
    if (this.#chance(20)) this.#spawning(tasks);
    return {
      fuel: 2 + this.#dice(3),
      salt: this.#dice(1000),
      tasks,
      scopes: Array.from({ length: scopes }, (_, scope) => ({
        ...(this.#chance(45) ? this.#theme() : { start: this.#start(), rules: this.#rules() }),
        outputs: scope > 0 || this.#chance(40) ? this.#outputs(scope) : [],
      })),
    };
  }

  /** Lets running nodes append some of their own. What has keys is never spawned. */
  #spawning(tasks: ProgramTask[]): void {
    for (const [index, task] of tasks.entries()) {
      const spawned = this.#dice(this.#tasks);
      if (task.kind === "work" && this.#chance(40) && !this.#keyed.includes(spawned))
        tasks[index] = { ...task, spawns: [spawned] };
    }
  }

  #chance(percent: number): boolean {
    return this.#dice(100) < percent;
  }

  #pick<T>(from: readonly T[]): T | undefined {
    return from[this.#dice(Math.max(1, from.length))];
  }

  #some<T>(most: number, draw: () => T): T[] {
    return Array.from({ length: this.#dice(most + 1) }, draw);
  }

  #binding(): Binding {
    this.#bindings += 1;
    return this.#bindings;
  }

  #outputs(scope: number): readonly ProgramOutput[] {
    const modes = ["all", "succeeded", "settled", "one", "all"] as const;
    const outputs = this.#some(2, () => ({ mode: this.#pick(modes) ?? "all", task: this.#dice(this.#tasks) }));
    return scope > 0 ? outputs.slice(0, 1) : outputs;
  }

  #start(): readonly Statement[] {
    return this.#body({ ...OUTERMOST, floor: this.#chance(60) ? -1 : this.#dice(this.#tasks) }, 2 + this.#dice(4));
  }

  /** A task to watch or to wait for: mostly one that there may be nodes of. */
  #oldTask(): number {
    const one = this.#chance(90) ? this.#pick([...this.#reached]) : undefined;
    return one ?? this.#dice(this.#tasks);
  }

  /** A task to add. */
  #newTask(floor: number): number {
    const above = this.#tasks - 1 - floor;
    const task = above > 0 && this.#chance(85) ? floor + 1 + this.#dice(Math.min(above, 2)) : this.#dice(this.#tasks);
    this.#reached.add(task);
    return task;
  }

  #rules(): readonly ProgramRule[] {
    const rules = Array.from({ length: 2 + this.#dice(4) }, () => this.#rule(OUTERMOST));
    return this.#chance(25) ? [...this.#rounds(), ...rules.slice(0, 3)] : rules;
  }

  /** Rules that belong together, with some drawn by chance among them. */
  #theme(): { readonly start: readonly Statement[]; readonly rules: readonly ProgramRule[] } {
    const tasks = Array.from({ length: this.#tasks }, (_, task) => task).filter(
      (task) => this.#tasks < 5 || this.#keyed.includes(task) || this.#chance(85),
    );
    const first = tasks.find((task) => !this.#keyed.includes(task)) ?? 0;
    const dice = this.#dice;
    const ascending = tasks.filter((task) => task >= first);
    for (const task of ascending) this.#reached.add(task);
    const tools = { dice, tasks: ascending, keyed: this.#keyed, binding: () => this.#binding() };
    const start = Array.from({ length: 1 + dice(3) }, (_, s) => this.#plainly(first, s));
    const more = Array.from({ length: dice(3) }, () => this.#rule(OUTERMOST));
    const rules = [...drawTheme(tools), ...more, ...(this.#chance(30) ? drawTheme(tools) : [])];
    return { start: [...start, ...(this.#chance(40) ? this.#start() : [])], rules };
  }

  #plainly(task: number, s: number): Statement {
    const keyed = this.#keyed.includes(task);
    return { kind: "add", binds: this.#binding(), task, s: { kind: "constant", value: s }, args: [], after: [], keyed };
  }

  /** A loop: each round's gather makes the next round. */
  #rounds(): readonly ProgramRule[] {
    const [round, trial, judge] = [this.#oldTask(), this.#newTask(-1), this.#newTask(-1)];
    if ([round, trial, judge].some((task) => this.#keyed.includes(task))) return [];
    const [r, r2, j, l] = [this.#binding(), this.#binding(), this.#binding(), this.#binding()];
    const add = (task: number, of: Binding, args: readonly ProgramArgument[]): Statement => {
      const s: Datum = this.#chance(50)
        ? { kind: "read", of, member: "s" }
        : { kind: "constant", value: this.#dice(3) };
      return { kind: "add", binds: this.#binding(), task, s, args, after: [], keyed: false };
    };
    const each = (task: number, binds: Binding): ProgramCondition => ({ kind: "each", binds, task, event: "done" });
    const wait: ProgramCondition = this.#chance(70)
      ? { kind: "no-more", task: trial, under: r2, despite: this.#chance(30) }
      : { kind: "all", binds: l, task: trial, under: r2, event: this.#chance(50) ? "done" : "settled" };
    const gather: ProgramArgument = { kind: "gather", mode: this.#mode(), task: trial, under: r2 };
    return [
      { conditions: [each(round, r)], body: [this.#repeat([add(trial, r, [])], OUTERMOST)] },
      { conditions: [each(round, r2), wait], body: [add(judge, r2, [gather])] },
      { conditions: [each(judge, j)], body: [add(round, j, [])] },
    ];
  }

  #mode(): "all" | "succeeded" | "settled" {
    return this.#pick(["all", "all", "succeeded", "settled"] as const) ?? "all";
  }

  #rule(around: Place): ProgramRule {
    const level = around.level + 1;
    let visible = around.visible;
    const waits = [...around.waits];
    const conditions: ProgramCondition[] = [];
    const nodes =
      around.level > 0 ? this.#dice(3) : this.#chance(25) ? 0 : this.#chance(70) ? 1 : this.#chance(80) ? 2 : 3;
    for (let index = 0; index < nodes; index += 1) {
      const condition = this.#nodeCondition(around, visible);
      const { binds, event } = condition;
      const task =
        condition.kind === "held"
          ? (visible.find(({ binding }) => binding === condition.of)?.task ?? 0)
          : condition.task;
      conditions.push(condition);
      visible = [...visible, { binding: binds, kind: "condition", task, event, level }];
    }
    const sets = nodes === 0 ? 1 + Number(this.#chance(15)) : this.#chance(30) ? 1 : 0;
    for (let index = 0; index < sets; index += 1) {
      const counted = this.#counts && this.#chance(50) ? this.#counted(around.visible, visible, conditions) : undefined;
      if (counted !== undefined) {
        conditions.push(counted);
        const binding = this.#listOf(counted, visible, level);
        if (binding !== undefined) visible = [...visible, binding];
        continue;
      }
      const lists = around.visible.filter((each) => !isOneNode(each));
      const list = this.#chance(40) ? this.#pick(lists) : undefined;
      if (list !== undefined) {
        const event = this.#chance(60) ? "done" : "settled";
        const binds = this.#binding();
        conditions.push({ kind: "all-held", binds, of: list.binding, event });
        visible = [...visible, { binding: binds, kind: "list", task: list.task, event, level }];
        continue;
      }
      const anchors = visible.filter(isOneNode);
      const anchor = anchors.length > 0 && this.#chance(65) ? this.#pick(anchors)?.binding : undefined;
      const task = this.#oldTask();
      const under = anchor === undefined ? {} : { under: anchor };
      waits.push({ task, under: anchor });
      if (this.#chance(65)) conditions.push({ kind: "no-more", task, ...under, despite: this.#chance(25) });
      else {
        const event = this.#chance(50) ? "done" : "settled";
        const binds = this.#binding();
        conditions.push({ kind: "all", binds, task, ...under, event });
        visible = [...visible, { binding: binds, kind: "list", task, event, level }];
      }
    }
    const tasks = [...waits.map(({ task }) => task), ...visible.map(({ task }) => task)];
    const place: Place = { visible, waits, level, floor: Math.max(around.floor, ...tasks) };
    const where = nodes > 0 && this.#chance(nodes > 1 ? 60 : 15) ? this.#guard(place) : undefined;
    const most = this.#chance(70) ? 1 : 2;
    return { conditions, ...(where === undefined ? {} : { where }), body: this.#body(place, most) };
  }

  /** `at least` or `every`, of a task or of a list that stands around the rule. */
  #counted(
    around: readonly Visible[],
    visible: readonly Visible[],
    before: readonly ProgramCondition[],
  ): ProgramCondition | undefined {
    const list = this.#chance(30) ? this.#pick(around.filter((each) => !isOneNode(each))) : undefined;
    const anchor = this.#chance(50) ? this.#pick(visible.filter(isOneNode))?.binding : undefined;
    const task = this.#oldTask();
    const of: ProgramSet =
      list === undefined
        ? { kind: "task", task, ...(anchor === undefined ? {} : { under: anchor }) }
        : { kind: "held", list: list.binding };
    const binds = this.#binding();
    if (
      this.#chance(50) &&
      before.every(({ kind }) => kind !== "every") &&
      this.#endsInTurn(list?.task ?? task, anchor)
    )
      return { kind: "every", binds, of, count: 1 + this.#dice(3) };
    return { kind: "at-least", binds, of, count: this.#dice(4), event: this.#chance(60) ? "done" : "added" };
  }

  /** Whether nodes of the task are done one at a time: several pure ones are at once, and a key can bring old ones along. */
  #endsInTurn(task: number, anchor: Binding | undefined): boolean {
    return this.#kinds[task] === "work" && (anchor === undefined || this.#keyed.length === 0);
  }

  /** What a condition that counts binds, where all must agree on which nodes that are. */
  #listOf(condition: ProgramCondition, visible: readonly Visible[], level: number): Visible | undefined {
    if (condition.kind !== "at-least" && condition.kind !== "every") return undefined;
    const { of, binds } = condition;
    const task = of.kind === "task" ? of.task : visible.find(({ binding }) => binding === of.list)?.task;
    const anchor = of.kind === "task" ? of.under : undefined;
    const isAgreed = condition.kind === "every" || (condition.event === "done" && this.#endsInTurn(task ?? 0, anchor));
    if (task === undefined || !isAgreed) return undefined;
    return { binding: binds, kind: "list", task, event: "done", level };
  }

  #nodeCondition(
    around: Place,
    visible: readonly Visible[],
  ): Extract<ProgramCondition, { kind: "each" | "held" | "keyed" }> {
    const binds = this.#binding();
    const event = this.#pick(["done", "done", "done", "added", "failed", "settled"] as const) ?? "done";
    const held = around.visible.filter(isOneNode);
    if (held.length > 0 && this.#chance(60))
      return { kind: "held", binds, of: this.#pick(held)?.binding ?? 0, event: event === "added" ? "done" : event };
    if (this.#keyed.length > 0 && this.#chance(20)) {
      const task = this.#pick(this.#keyed) ?? 0;
      return { kind: "keyed", binds, task, event, key: this.#datum(visible) };
    }
    return { kind: "each", binds, task: this.#oldTask(), event };
  }

  #datum(visible: readonly Visible[]): Datum {
    const known = visible.filter(({ kind }) => kind === "condition");
    const one = this.#pick(known);
    if (one === undefined || this.#chance(40)) return { kind: "constant", value: this.#dice(3) };
    const hasNumber = one.event === "done" && this.#kinds[one.task] !== "scope";
    return { kind: "read", of: one.binding, member: hasNumber && this.#chance(50) ? "result" : "s" };
  }

  #guard({ visible }: Place): Guard {
    return { left: this.#datum(visible), right: this.#datum(visible.toReversed()) };
  }

  #body(place: Place, most: number): readonly Statement[] {
    const statements: Statement[] = [];
    let { visible } = place;
    for (let index = 0; index < most; index += 1) {
      const here = { ...place, visible };
      const which = this.#dice(100);
      if (which < 12) statements.push(this.#repeat(this.#body(here, 1), here));
      else if (which < 18)
        statements.push({
          kind: "if",
          datum: this.#datum(visible),
          then: this.#body(here, 1),
          else: this.#chance(50) ? this.#body(here, 1) : [],
        });
      else if (which < 22) {
        const list = this.#list(here);
        statements.push(list);
        const { binds, add } = list;
        visible = [
          ...visible,
          { binding: binds, kind: "made list", task: add.task, event: "added", level: place.level },
        ];
        if (this.#chance(50)) most += 1;
      } else if (which < 25) {
        const each = this.#eachOf(here);
        if (each !== undefined) statements.push(each);
      } else if (which === 25 && this.#chance(30)) statements.push({ kind: "fail" });
      else if (which < 43 && place.level < 3) statements.push({ kind: "rule", rule: this.#rule(here) });
      else {
        const add = this.#addition(here);
        statements.push(add);
        visible = [
          ...visible,
          { binding: add.binds, kind: "made", task: add.task, event: "added", level: place.level },
        ];
        if (this.#chance(25)) most += 1;
      }
    }
    return statements;
  }

  #list(here: Place): Extract<Statement, { kind: "list" }> {
    const binds = this.#binding();
    const count: Datum = { kind: "constant", value: this.#dice(4) };
    return { kind: "list", binds, count, add: this.#addition(here) };
  }

  #eachOf(here: Place): Statement | undefined {
    const list = this.#pick(here.visible.filter((each) => !isOneNode(each)));
    if (list === undefined) return undefined;
    const binds = this.#binding();
    const one: Visible = { ...list, binding: binds, kind: list.kind === "list" ? "condition" : "made" };
    return {
      kind: "each-of",
      binds,
      list: list.binding,
      body: this.#body({ ...here, visible: [...here.visible, one] }, 1),
    };
  }

  #repeat(body: readonly Statement[], { visible }: Place): Statement {
    const results = visible.filter(
      ({ kind, event, task }) => kind === "condition" && event === "done" && this.#kinds[task] !== "scope",
    );
    const one = this.#pick(results);
    const count: Datum =
      one === undefined || this.#chance(40)
        ? { kind: "constant", value: 1 + this.#dice(3) }
        : { kind: "read", of: one.binding, member: "result" };
    return { kind: "repeat", count, body };
  }

  #addition({ visible, waits, floor }: Place): Addition {
    const binds = this.#binding();
    const task = this.#chance(30) && this.#keyed.length > 0 ? (this.#pick(this.#keyed) ?? 0) : this.#newTask(floor);
    const s = this.#datum(visible);
    if (this.#keyed.includes(task)) return { kind: "add", binds, task, s, args: [], after: [], keyed: true };
    const args: ProgramArgument[] = [];
    const wait = this.#pick(waits);
    if (wait !== undefined && this.#chance(70)) {
      const under = wait.under === undefined ? {} : { under: wait.under };
      args.push({ kind: "gather", mode: this.#mode(), task: wait.task, ...under });
    }
    const results = visible.filter(({ event }) => event !== "failed" && event !== "settled");
    const one = this.#pick(results);
    if (one !== undefined && this.#chance(35)) args.push({ kind: "node", of: one.binding });
    const last = this.#chance(15) ? this.#pick(visible) : undefined;
    return { kind: "add", binds, task, s, args, after: last === undefined ? [] : [last.binding], keyed: false };
  }
}
