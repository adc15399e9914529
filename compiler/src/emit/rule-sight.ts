import type * as ast from "../ast.ts";
import type { Symbol } from "../program.ts";
import type { Type } from "../types.ts";
import { block, code, dotted, fieldName, joined, textOf, type Code } from "./code.ts";
import type { Context, Thing } from "./context.ts";
import { emitType } from "./emit-type.ts";
import { Names } from "./names.ts";
import type { RuleLike } from "./number-rules.ts";
import { notInSight, Sight } from "./sight.ts";

/** Names of the properties of `at`, for a rule and all rules nested in it: a thing bears one name in all of them. */
class Properties {
  readonly #names = new Names(["inputs", "parameters", "__proto__", "constructor"]);
  readonly #known = new Map<Thing, string>();

  of(thing: Thing): string {
    const name = this.#known.get(thing) ?? this.#names.take(thing.wanted);
    this.#known.set(thing, name);
    return name;
  }
}

/** What the functions of a rule see: a guard, keys and a body, each of which is given `at`. */
export class RuleSight extends Sight {
  readonly rule: RuleLike;
  readonly #properties: Properties;
  /** Things from the rules around this one, that it or a rule in it reads. */
  readonly #captured = new Map<Thing, () => Code>();
  readonly #own: ReadonlySet<Thing>;
  /** Names from around the rule that its conditions are about, with what these bind. */
  readonly #seenAs: ReadonlyMap<Thing, Thing>;
  /** Things whose property some function or condition refers to. */
  readonly #named = new Set<Thing>();
  /** Whether something in its body stops now and then. */
  stops = false;
  #reads = new Reads();
  #gatherer = "to";

  constructor(context: Context, rule: RuleLike, parent: RuleSight | undefined) {
    super(context);
    this.rule = rule;
    this.#properties = parent === undefined ? new Properties() : parent.#properties;
    const seen = thingsOf(context, rule);
    this.#own = new Set(seen.filter(({ around, thing }) => thing !== around).map(({ thing }) => thing));
    this.#seenAs = new Map(
      seen.flatMap(({ around, thing }) => (around === undefined ? [] : [[around, thing] as const])),
    );
  }

  override get gatherer(): string {
    this.#reads.gatherer = true;
    return this.#gatherer;
  }

  /** Whether what is emitted stands directly in the body, which can stop. */
  get mayStop(): boolean {
    return this.#gatherer === "to" && !this.isInCallback;
  }

  override textOf(span: ast.Span): string {
    return this.context.sourceOf(this.rule).textOf(span);
  }

  /** Code that reads the node that a condition of this rule, or of one around it, is about. */
  readFired(rule: ast.Rule, condition: number, type: () => Code): Code {
    return this.readThing(this.context.bound(rule, condition), type);
  }

  /** The property of `at` under which the engine finds what a symbol stands for. */
  propertyOf(symbol: Symbol): string {
    const thing = this.context.thing(symbol);
    if (thing === undefined || !("type" in symbol)) throw notInSight(symbol);
    return this.#property(thing, () => emitType(symbol.type, this.context));
  }

  /** The property under which the rule around hands over what a condition is about. */
  heldName(symbol: Symbol): string {
    return this.propertyOf(symbol);
  }

  /** What a thing is called in tables that only name it. */
  labelOf(symbol: Symbol): string {
    const thing = this.context.thing(symbol);
    return thing === undefined ? symbol.name : this.#properties.of(thing);
  }

  /** The property that a condition must bind, if anything reads it. */
  boundName(condition: number): string | undefined {
    if (this.rule.kind === "start") return undefined;
    const thing = this.context.bound(this.rule, condition);
    return this.#own.has(thing) && this.#named.has(thing) ? this.#properties.of(thing) : undefined;
  }

  /** The names that the rule around this one must hand over, with code that reads them there. */
  captured(around: RuleSight): readonly (readonly [name: string, value: Code])[] {
    return [...this.#captured].map(([thing, type]) => [this.#properties.of(thing), around.readThing(thing, type)]);
  }

  /** Emits the inside of one function: what it makes, the type of its `at` (none if it reads nothing), and whether it gathers. */
  inFunction<T>(
    gatherer: "to" | "graph",
    act: () => T,
  ): { readonly made: T; readonly at: Code | undefined; readonly gathers: boolean } {
    const around = { reads: this.#reads, gatherer: this.#gatherer };
    this.#reads = new Reads();
    this.#gatherer = gatherer;
    const made = this.within(act);
    const reads = this.#reads;
    this.#reads = around.reads;
    this.#gatherer = around.gatherer;
    return { made, at: reads.type(), gathers: reads.gatherer };
  }

  protected override readAround(around: Thing, type: () => Code): Code {
    const thing = this.#seenAs.get(around) ?? around;
    const property = this.#property(thing, type);
    this.#reads.things.set(property, type());
    return `at${dotted(property)}`;
  }

  protected override readGiven(symbol: Symbol): Code {
    if (symbol.kind !== "input" && symbol.kind !== "parameter") throw notInSight(symbol);
    const record = symbol.kind === "input" ? this.#reads.inputs : this.#reads.parameters;
    const name = this.context.inputName(symbol);
    record.set(name, emitType(symbol.type, this.context));
    return `at.${symbol.kind === "input" ? "inputs" : "parameters"}${dotted(name)}`;
  }

  #property(thing: Thing, type: () => Code): string {
    this.#named.add(thing);
    if (!this.#own.has(thing)) this.#captured.set(thing, type);
    return this.#properties.of(thing);
  }
}

/** What one function reads of its `at`. */
class Reads {
  readonly things = new Map<string, Code>();
  readonly inputs = new Map<string, Code>();
  readonly parameters = new Map<string, Code>();
  gatherer = false;

  type(): Code | undefined {
    const fields = [...this.things].map(field);
    for (const [name, record] of [
      ["inputs", this.inputs],
      ["parameters", this.parameters],
    ] as const) {
      if (record.size > 0) fields.push(field([name, code`{ ${joined([...record].map(field), "; ")} }`]));
    }
    if (fields.length === 0) return undefined;
    const short = code`{ ${joined(fields, "; ")} }`;
    return textOf(short).length <= 80
      ? short
      : block(
          "{",
          fields.map((each) => code`${each};`),
          "}",
        );
  }
}

function field([name, type]: readonly [string, Code]): Code {
  return code`readonly ${fieldName(name)}: ${type}`;
}

/** What the rule's conditions bind, and what that is called around the rule, if anything. */
function thingsOf(
  context: Context,
  rule: RuleLike,
): readonly { readonly around: Thing | undefined; readonly thing: Thing }[] {
  if (rule.kind === "start") return [];
  return rule.conditions.flatMap((condition, index) => {
    if (condition.kind === "no-more") return [];
    return [{ around: context.thing(context.symbol(condition.subject)), thing: context.bound(rule, index) }];
  });
}

/** The type of what a condition is about: a node, or a list of nodes. */
export function conditionType(context: Context, condition: ast.Condition): Type {
  if (condition.kind === "no-more") throw new Error(`Internal fault: "no more" binds nothing.`);
  const subject = context.symbol(condition.subject);
  if (subject.kind !== "task") {
    if (!("type" in subject)) throw notInSight(subject);
    return subject.type;
  }
  const node: Type = { kind: "node", task: subject, known: "made" };
  return condition.kind === "event" ? node : { kind: "list", element: node };
}
