import type * as ast from "../ast.ts";
import type { CheckedModule } from "../program-of.ts";
import type { TaskSymbol } from "../program.ts";
import { membersOf } from "../type-shape.ts";
import type { Type } from "../types.ts";
import { aliasOf } from "./alias.ts";
import { type Declarations, localReferent } from "./declarations.ts";
import type { FieldOrigins } from "./field-origins.ts";
import { elementOf, fieldOf, parametersOf, passesOn } from "./expected.ts";
import { tiedFields } from "./field-ties.ts";
import { isMemberOf, memberKind } from "./known-members.ts";
import type { NameUse } from "./name-use.ts";
import type { Referent } from "./referent.ts";

/** The names in bodies and expressions of a file. */
export class ExpressionNames {
  readonly #module: CheckedModule;
  readonly #declarations: Declarations;
  readonly #origins: FieldOrigins;
  readonly #uses: NameUse[];
  /** Fields that must have the same name. */
  readonly ties: (readonly Referent[])[] = [];
  /** The outputs that the task declares which is being visited. */
  #outputs = new Map<string, readonly Referent[]>();

  constructor(module: CheckedModule, declarations: Declarations, origins: FieldOrigins, uses: NameUse[]) {
    this.#module = module;
    this.#declarations = declarations;
    this.#origins = origins;
    this.#uses = uses;
  }

  /** A name that the checker has looked up. */
  use(name: ast.Name, role: NameUse["role"] = "read", shorthand?: "value"): void {
    const symbol = this.#module.checker.symbols.get(name);
    const referent = symbol && this.#declarations.referentOf(symbol, this.#module);
    const alias = symbol && aliasOf(symbol, name.text, this.#module);
    this.#uses.push({
      span: name.span,
      name: name.text,
      role,
      referents: referent === undefined ? [] : [referent],
      ...(alias === undefined ? {} : { alias }),
      ...(shorthand === undefined ? {} : { shorthand }),
    });
  }

  visitAttributes(task: ast.Task, symbol: TaskSymbol): void {
    this.#outputs = new Map();
    const out = task.attributes.find((attribute) => attribute.kind === "out");
    const isShell = task.attributes.some(({ kind }) => kind === "sh");
    if (out !== undefined) {
      this.visit(out.value, isShell ? symbol.result : undefined);
      if (out.value.kind === "record")
        for (const { name } of out.value.fields)
          this.#outputs.set(name.text, this.#field(name, isShell ? symbol.result : undefined));
    }
    for (const attribute of task.attributes) {
      switch (attribute.kind) {
        case "sh":
        case "python":
        case "celery":
          this.visit(attribute.text, undefined);
          break;
        case "retry":
          this.visit(attribute.count, undefined);
          this.visit(attribute.backoff, undefined);
          break;
        case "rate":
          this.visit(attribute.count, undefined);
          this.visit(attribute.per, undefined);
          break;
        case "stub":
          this.visit(attribute.value, symbol.result);
          break;
        case "out":
        case "cache":
        case "on":
        case "secret":
          break;
        default:
          this.visit(attribute.value, undefined);
      }
    }
    this.#outputs = new Map();
  }

  visitRule(rule: ast.Rule): void {
    if (rule.name !== undefined) {
      const referent = localReferent("rule", rule.name, this.#module.file.file, rule);
      this.#uses.push({ span: rule.name.span, name: rule.name.text, role: "declaration", referents: [referent] });
    }
    for (const condition of rule.conditions) {
      this.use(condition.kind === "no-more" ? condition.task : condition.subject);
      if (condition.kind === "event") this.visit(condition.key, undefined);
      else if (condition.under !== undefined) this.use(condition.under);
      if (condition.kind === "at-least" || condition.kind === "every") this.visit(condition.count, undefined);
      if (condition.kind !== "no-more" && condition.as !== undefined) this.#bind(condition.as, "bound", rule);
    }
    this.visit(rule.where, undefined);
    this.visitBody(rule.body);
  }

  visitBody(body: ast.Body): void {
    for (const statement of body.statements) {
      switch (statement.kind) {
        case "let":
          this.visit(statement.value, undefined);
          this.#bind(statement.name, "local", statement);
          break;
        case "add":
          this.visit(statement.value, undefined);
          break;
        case "for":
          this.#loop(statement);
          this.visitBody(statement.body);
          break;
        case "if":
          for (const branch of statement.branches) {
            this.visit(branch.condition, undefined);
            this.visitBody(branch.body);
          }
          if (statement.else !== undefined) this.visitBody(statement.else);
          break;
        case "rule":
          this.visitRule(statement);
          break;
        case "fail":
          this.visit(statement.message, undefined);
          break;
      }
    }
  }

  /** `expected`: the type that is wanted there, if one is declared. */
  visit(expression: ast.Expression | undefined, expected: Type | undefined): void {
    if (expression === undefined) return;
    if (expected !== undefined) this.#tie(expression, expected);
    switch (expression.kind) {
      case "name":
        this.use(expression.name);
        break;
      case "text":
        for (const part of expression.parts) if (part.kind === "hole") this.visit(part.value, undefined);
        break;
      case "member":
        this.visit(expression.object, undefined);
        this.#member(expression);
        break;
      case "index":
        this.visit(expression.object, undefined);
        this.visit(expression.index, undefined);
        break;
      case "call":
        this.#call(expression);
        break;
      case "list":
        for (const element of expression.elements) this.visit(element, elementOf(expected));
        break;
      case "comprehension":
        this.#loop(expression);
        this.visit(expression.if, undefined);
        this.visit(expression.element, elementOf(expected));
        break;
      case "record":
        this.#record(expression, expected);
        break;
      case "conditional":
        this.visit(expression.condition, undefined);
        this.visit(expression.then, expected);
        this.visit(expression.else, expected);
        break;
      case "unary":
        this.visit(expression.operand, undefined);
        break;
      case "binary":
        this.visit(expression.left, passesOn(expression.operator) ? expected : undefined);
        this.visit(expression.right, passesOn(expression.operator) ? expected : undefined);
        break;
      case "gather":
        this.use(expression.task);
        if (expression.under !== undefined) this.use(expression.under);
        break;
      default:
        break;
    }
  }

  #loop(
    loop: { readonly index: ast.Name | undefined; readonly name: ast.Name; readonly in: ast.Expression } & ast.Located,
  ): void {
    this.visit(loop.in, undefined);
    if (loop.index !== undefined) this.#bind(loop.index, "local", loop);
    this.#bind(loop.name, "local", loop);
  }

  #tie(expression: ast.Expression, expected: Type): void {
    // A record that is written has the fields that are wanted.
    const given = expression.kind === "record" ? undefined : this.#module.checker.types.get(expression);
    if (given !== undefined) this.ties.push(...tiedFields(this.#origins, given, expected));
  }

  #bind(name: ast.Name, kind: "local" | "bound", node: ast.Located): void {
    const symbol = this.#module.checker.symbols.get(name);
    const type = symbol !== undefined && "type" in symbol ? { type: symbol.type } : {};
    const referent = { ...localReferent(kind, name, this.#module.file.file, node), ...type };
    this.#uses.push({ span: name.span, name: name.text, role: "declaration", referents: [referent] });
  }

  #call(call: ast.Call): void {
    const { checker } = this.#module;
    const { callee } = call;
    if (callee.kind === "name") this.use(callee.name, checker.adds.has(call) ? "write" : "read");
    else this.visit(callee, undefined);
    const symbol = callee.kind === "name" ? checker.symbols.get(callee.name) : undefined;
    const places = checker.callArguments.get(call) ?? [];
    const parameters = parametersOf(symbol);
    for (const { name, value } of call.arguments) {
      if (name !== undefined) {
        const referent =
          symbol?.kind === "task" ? this.#declarations.parameterOf(symbol, name.text, this.#module) : undefined;
        this.#push(name, "write", referent === undefined ? [] : [referent]);
      }
      const place = places.indexOf(value);
      this.visit(value, place < 0 ? undefined : parameters[place]?.type);
    }
    for (const option of [call.key, call.after, call.priority]) this.visit(option, undefined);
  }

  #member(expression: ast.Expression & { readonly kind: "member" }): void {
    const { object, member } = expression;
    const { checker } = this.#module;
    const type = checker.types.get(object);
    const special = object.kind === "name" ? checker.symbols.get(object.name) : undefined;
    if (special?.kind === "special" && special.name === "out")
      return this.#push(member, "read", this.#outputs.get(member.text) ?? []);
    if (type === undefined) return this.#push(member, "read", []);
    if (member.text === "args") this.#noteArguments(expression, type);
    const fields = this.#origins.find(type, member.text);
    if (fields.length > 0) return this.#push(member, "read", fields);
    const of = memberKind(type, member.text);
    const builtIn = of === undefined ? [] : [{ kind: "built-in", what: "member", name: member.text, of } as const];
    this.#push(member, "read", builtIn);
  }

  /** The fields of `x.args` are the parameters of the task. */
  #noteArguments(expression: ast.Expression, object: Type): void {
    const read = this.#module.checker.types.get(expression);
    if (read === undefined) return;
    const tasks = membersOf(object).flatMap((member) => (member.kind === "node" ? [member.task] : []));
    for (const record of membersOf(read))
      for (const task of tasks)
        for (const { name } of task.parameters) {
          const parameter = this.#declarations.parameterOf(task, name, this.#module);
          if (parameter !== undefined && isMemberOf(record, name)) this.#origins.add(record, parameter);
        }
  }

  #record(record: ast.Expression & { readonly kind: "record" }, expected: Type | undefined): void {
    const own = this.#module.checker.types.get(record);
    for (const { name, value } of record.fields) {
      const referents = this.#field(name, expected);
      const shorthand = value.kind === "name" && value.name === name;
      this.#uses.push({
        span: name.span,
        name: name.text,
        role: "write",
        referents,
        ...(shorthand ? { shorthand: "field" } : {}),
      });
      if (shorthand) this.use(name, "read", "value");
      else this.visit(value, fieldOf(expected, name.text));
      if (own !== undefined) for (const referent of referents) this.#origins.add(own, referent);
    }
  }

  /** What the field of a written record is: the field that is wanted there, else its own. */
  #field(name: ast.Name, expected: Type | undefined): readonly Referent[] {
    const wanted = this.#origins.find(expected, name.text);
    return wanted.length > 0 ? wanted : [localReferent("field", name, this.#module.file.file, name)];
  }

  #push(name: ast.Name, role: NameUse["role"], referents: readonly Referent[]): void {
    this.#uses.push({ span: name.span, name: name.text, role, referents });
  }
}
