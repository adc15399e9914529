/** Where the edges of each added node come from, as far as can be told without running (language reference §5). */
import type * as ast from "./ast.ts";
import type { Checker, Owner } from "./check/checker.ts";
import type { AddSite, Source, Symbol, TaskSymbol } from "./program.ts";
import {
  allOf,
  either,
  elementOf,
  fieldOf,
  from,
  itemOf,
  joined,
  nowhere,
  ofEach,
  ofList,
  ofRecord,
  type Provenance,
  together,
} from "./provenance.ts";
import { holdsNode, holdsOnlyAdded, membersOf, unknownType } from "./type-shape.ts";
import type { Type } from "./types.ts";

export interface FoundSites {
  /** In the order in which each body evaluates them. */
  readonly sites: ReadonlyMap<ast.Call, AddSite>;
  /** Conditions on a node that a `let` or `for` names and that may be older than the firing around: gathered, bound, or met by its key. */
  readonly recalling: ReadonlySet<ast.Condition>;
}

/** The sites of all bodies of a checked module. */
export function findSites(module: ast.Module, checker: Checker): FoundSites {
  const finder = new SiteFinder(checker);
  const members = module.declarations.flatMap((each): readonly (ast.Declaration | ast.Output)[] =>
    each.kind === "workflow" ? each.members : [each],
  );
  for (const member of members)
    if (member.kind === "start" || member.kind === "rule") finder.visitBody(member.body, member);
  return finder;
}

/** What is noted of a name of a body: where its value comes from, and in which bodies adds were made for it. */
interface Noted {
  readonly provenance: Provenance;
  readonly adds: ReadonlySet<Owner>;
}

const isKeyed = ({ call }: Source & { readonly kind: "made" }): boolean => call.key !== undefined;

class SiteFinder {
  readonly sites = new Map<ast.Call, AddSite>();
  readonly recalling = new Set<ast.Condition>();
  readonly #checker: Checker;
  readonly #noted = new Map<Symbol, Noted>();
  readonly #around = new Map<Owner, Owner>();
  readonly #bound = new Map<ast.Condition, Source>();
  readonly #gathered = new Map<TaskSymbol, Map<Symbol | undefined, Source>>();
  /** The body that is being visited. */
  #owner: Owner | undefined;
  /** The bodies whose adds the expression that is being visited contains. */
  #adds = new Set<Owner>();

  constructor(checker: Checker) {
    this.#checker = checker;
  }

  visitBody(body: ast.Body, owner: Owner): void {
    const before = this.#owner;
    this.#owner = owner;
    for (const statement of body.statements) {
      // What one statement adds is asked for by another only through the names that it notes.
      this.#adds = new Set();
      this.#visitStatement(statement, owner);
    }
    this.#owner = before;
  }

  #visitStatement(statement: ast.Statement, owner: Owner): void {
    switch (statement.kind) {
      case "let":
        this.#note(
          statement.name,
          this.#visitAlone(statement.value, (value) => value),
        );
        break;
      case "add":
        this.#visit(statement.value);
        break;
      case "for":
        this.#noteLoop(statement);
        this.visitBody(statement.body, owner);
        break;
      case "if":
        for (const branch of statement.branches) {
          this.#visit(branch.condition);
          this.visitBody(branch.body, owner);
        }
        if (statement.else !== undefined) this.visitBody(statement.else, owner);
        break;
      case "rule":
        this.#around.set(statement, owner);
        for (const condition of statement.conditions) if (this.#recalls(condition)) this.recalling.add(condition);
        this.visitBody(statement.body, statement);
        break;
      case "fail":
        this.#visit(statement.message);
        break;
    }
  }

  #recalls(condition: ast.Condition): boolean {
    const symbol = condition.kind === "event" ? this.#checker.symbols.get(condition.subject) : undefined;
    const noted = symbol === undefined ? undefined : this.#noted.get(symbol);
    return (
      noted !== undefined && [...allOf(noted.provenance)].some((source) => source.kind !== "made" || isKeyed(source))
    );
  }

  /** Visits an expression and answers which adds it contains, apart from what is around it. */
  #visitAlone(expression: ast.Expression, part: (provenance: Provenance) => Provenance): Noted {
    const before = this.#adds;
    this.#adds = new Set();
    const noted = { provenance: part(this.#visit(expression)), adds: this.#adds };
    this.#adds = new Set([...before, ...noted.adds]);
    return noted;
  }

  #note(name: ast.Name, noted: Noted): void {
    const symbol = this.#checker.symbols.get(name);
    if (symbol !== undefined) this.#noted.set(symbol, noted);
  }

  #noteLoop(loop: { readonly name: ast.Name; readonly in: ast.Expression }): void {
    this.#note(loop.name, this.#visitAlone(loop.in, elementOf));
  }

  #visit(expression: ast.Expression): Provenance {
    switch (expression.kind) {
      case "name":
        return this.#visitName(expression.name);
      case "text":
        return together(expression.parts.map((part) => (part.kind === "hole" ? this.#visitData(part.value) : nowhere)));
      case "member":
        return this.#visitMember(expression);
      case "index":
        return this.#visitIndex(expression);
      case "call":
        return this.#visitCall(expression);
      case "list":
        return ofList(expression.elements.map((element) => this.#visit(element)));
      case "record":
        return ofRecord(new Map(expression.fields.map((field) => [field.name.text, this.#visit(field.value)])));
      case "comprehension":
        this.#noteLoop(expression);
        if (expression.if !== undefined) this.#visit(expression.if);
        return ofEach(this.#visit(expression.element));
      case "conditional": {
        const condition = together([this.#visitData(expression.condition)]);
        const value = either(this.#visit(expression.then), this.#visit(expression.else));
        return { own: new Set([...condition.own, ...value.own]), parts: value.parts };
      }
      case "unary":
        return together([this.#visitData(expression.operand)]);
      case "binary":
        return this.#visitBinary(expression);
      case "gather":
        return this.#visitGather(expression);
      default:
        return nowhere;
    }
  }

  /** Visits a value of which data is read, not the nodes in it: those that were only seen added give no edge for that. */
  #visitData(expression: ast.Expression): Provenance {
    const provenance = this.#visit(expression);
    const type = this.#checker.types.get(expression);
    return type !== undefined && holdsOnlyAdded(type) ? nowhere : provenance;
  }

  #visitName(name: ast.Name): Provenance {
    const symbol = this.#checker.symbols.get(name);
    if (symbol?.kind === "bound") {
      const list = this.#heldList(symbol.rule.conditions[symbol.condition]);
      return list === undefined ? from(this.#conditionSource(symbol.rule, symbol.condition)) : this.#visitSymbol(list);
    }
    return this.#visitSymbol(symbol);
  }

  /** What a set condition speaks of, where that is not a task but a list that a name holds. */
  #heldList(condition: ast.Condition | undefined): Symbol | undefined {
    if (condition?.kind !== "all" && condition?.kind !== "at-least" && condition?.kind !== "every") return undefined;
    const subject = this.#checker.symbols.get(condition.subject);
    return subject?.kind === "task" ? undefined : subject;
  }

  #visitSymbol(symbol: Symbol | undefined): Provenance {
    if (symbol?.kind === "bound") return from(this.#conditionSource(symbol.rule, symbol.condition));
    const noted = symbol === undefined ? undefined : this.#noted.get(symbol);
    if (noted === undefined) return nowhere;
    for (const owner of noted.adds) this.#adds.add(owner);
    return noted.provenance;
  }

  /** The node, or the set, that a condition binds. */
  #conditionSource(rule: ast.Rule, place: number): readonly Source[] {
    const condition = rule.conditions[place];
    const task = condition === undefined ? undefined : this.#checker.conditionTasks.get(condition);
    if (condition === undefined || task === undefined) return [];
    if (condition.kind !== "event") return [this.#gatherSource(task, condition.under)];
    let source = this.#bound.get(condition);
    if (source === undefined) {
      source = { kind: "bound", rule, condition: place, task };
      this.#bound.set(condition, source);
    }
    return [source];
  }

  #gatherSource(task: TaskSymbol, underName: ast.Name | undefined): Source {
    const under = underName === undefined ? undefined : this.#checker.symbols.get(underName);
    let sources = this.#gathered.get(task);
    if (sources === undefined) this.#gathered.set(task, (sources = new Map()));
    let source = sources.get(under);
    if (source === undefined) sources.set(under, (source = { kind: "gather", task, under }));
    return source;
  }

  #visitGather(gather: ast.Expression & { readonly kind: "gather" }): Provenance {
    const task = this.#checker.symbols.get(gather.task);
    return task?.kind === "task" ? from([this.#gatherSource(task, gather.under)]) : nowhere;
  }

  #visitMember({ object, member }: ast.Expression & { readonly kind: "member" }): Provenance {
    const nodes = nodeMembers(this.#checker.types.get(object));
    if (nodes.length === 0) return fieldOf(this.#visitData(object), member.text);
    const provenance = this.#visit(object);
    // A key orders nothing, and a node that was only seen added has told nothing of its data.
    const tells = member.text !== "key" && nodes.some((node) => node.known !== "added");
    return tells ? together([provenance]) : nowhere;
  }

  #visitIndex({ object, index }: ast.Expression & { readonly kind: "index" }): Provenance {
    const list = this.#visit(object);
    this.#visit(index);
    if (index.kind === "number") return itemOf(list, index.value);
    return index.kind === "text" ? fieldOf(list, this.#textOf(index)) : elementOf(list);
  }

  #textOf(text: ast.TextLiteral): string {
    return text.parts.map((part) => (part.kind === "chunk" ? part.value : "")).join("");
  }

  #visitBinary({ operator, left, right }: ast.Expression & { readonly kind: "binary" }): Provenance {
    const isList = operator === "+" && [left, right].every((side) => isListType(this.#checker.types.get(side)));
    if (isList) return joined(this.#visit(left), this.#visit(right));
    return together([this.#visitData(left), this.#visitData(right)]);
  }

  #visitCall(call: ast.Call): Provenance {
    const add = this.#checker.adds.get(call);
    if (add !== undefined) return this.#visitAdd(call, add.task, add.owner);
    // It may have been meant to add: then what it was meant for has no edges from what the rule fired on.
    if (this.#checker.lostCalls.has(call) && this.#owner !== undefined) this.#adds.add(this.#owner);
    const keepsNodes = holdsNode(this.#checker.types.get(call) ?? unknownType);
    const operand = (value: ast.Expression) => (keepsNodes ? this.#visit(value) : this.#visitData(value));
    const object = call.callee.kind === "member" ? operand(call.callee.object) : nowhere;
    const values = call.arguments.map((argument) => operand(argument.value));
    for (const option of [call.key, call.after, call.priority]) if (option !== undefined) this.#visit(option);
    return together([object, ...values]);
  }

  #visitAdd(call: ast.Call, task: TaskSymbol, owner: Owner): Provenance {
    const before = this.#adds;
    this.#adds = new Set();
    const sources = new Set<Source>();
    const arguments_ = call.arguments.map((argument) => argument.value);
    for (const value of call.after === undefined ? arguments_ : [...arguments_, call.after])
      for (const source of allOf(this.#visit(value))) sources.add(source);
    const fromFired = !this.#adds.has(owner);
    if (fromFired) for (const source of this.#firedOn(owner)) sources.add(source);
    for (const option of [call.key, call.priority]) if (option !== undefined) this.#visit(option);
    this.sites.set(call, { call, task, owner, sources: [...sources], fromFired });
    this.#adds = new Set([...before, ...this.#adds, owner]);
    return from([{ kind: "made", call, task }]);
  }

  /** The nodes that a rule fired on. One that names none stands for the rule around it. */
  #firedOn(owner: Owner): readonly Source[] {
    if (owner.kind === "start") return [];
    const events = owner.conditions.flatMap((condition, place) =>
      condition.kind === "event" ? [{ event: condition.event, place }] : [],
    );
    if (events.length === 0) {
      const around = this.#around.get(owner);
      return around === undefined ? [] : this.#firedOn(around);
    }
    return events.flatMap(({ event, place }) => (event === "added" ? [] : this.#conditionSource(owner, place)));
  }
}

function nodeMembers(type: Type | undefined): readonly (Type & { readonly kind: "node" })[] {
  return type === undefined ? [] : membersOf(type).filter((member) => member.kind === "node");
}

function isListType(type: Type | undefined): boolean {
  return type !== undefined && membersOf(type).every((member) => member.kind === "list" || member.kind === "tuple");
}
