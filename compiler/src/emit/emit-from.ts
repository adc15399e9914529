import type * as ast from "../ast.ts";
import { expand, holdsNode, holdsOnlyAdded, membersOf } from "../type-shape.ts";
import { code, type Code } from "./code.ts";
import type { Context, Thing } from "./context.ts";
import { emitType } from "./emit-type.ts";
import {
  dependsOn,
  distinct,
  nowhere,
  readProvenance,
  sameProvenance,
  shapedBy,
  termFrom,
  termOf,
  termsOf,
  whole,
  itemTypeOf,
  type Provenance,
  type Term,
} from "./provenance.ts";
import { elementsFrom, materialized } from "./elements-from.ts";
import type { Sight } from "./sight.ts";
import { everyPart, namesUsed } from "./walk.ts";

/** Where the value of an expression comes from. To be asked before the expression is emitted: see `noted`. */
export function provenanceOf(expression: ast.Expression, sight: Sight): Provenance {
  const { context } = sight;
  switch (expression.kind) {
    case "name": {
      const thing = context.thing(context.symbol(expression.name));
      return (thing === undefined ? undefined : context.provenances.get(thing)) ?? nowhere;
    }
    case "member":
      return memberFrom(expression, sight);
    case "index":
      return partFrom(expression, sight);
    case "list":
      return { kind: "list", elements: expression.elements.map((element) => provenanceOf(element, sight)) };
    case "record":
      return {
        kind: "record",
        fields: new Map(expression.fields.map((field) => [field.name.text, provenanceOf(field.value, sight)])),
      };
    case "comprehension":
      return comprehensionFrom(expression, sight);
    case "conditional":
      return choiceFrom(expression, sight);
    case "call":
      return context.program.sites.has(expression) ? nowhere : computedFrom(expression, operandsOf(expression), sight);
    case "binary":
      return binaryFrom(expression, sight);
    case "unary":
      return computedFrom(expression, [expression.operand], sight);
    case "text":
      return computedFrom(
        expression,
        expression.parts.flatMap((part) => (part.kind === "hole" ? [part.value] : [])),
        sight,
      );
    default:
      return nowhere;
  }
}

/** All that a value comes from, as data: the nodes that it is or holds, too. */
function dataTerms(expression: ast.Expression, sight: Sight): readonly Term[] {
  // Nodes that were only seen added have told nothing yet.
  if (holdsOnlyAdded(typeOf(expression, sight))) return [];
  const from = termsOf(provenanceOf(expression, sight), sight.context);
  return holdsNode(typeOf(expression, sight)) ? distinct([...nodeTerms(expression, sight), ...from]) : from;
}

/** What is computed from several values comes from all of them. Nodes that it still holds speak for themselves. */
function computedFrom(result: ast.Expression, operands: readonly ast.Expression[], sight: Sight): Provenance {
  const keepsNodes = holdsNode(typeOf(result, sight));
  const terms = operands.flatMap((operand) =>
    keepsNodes ? termsOf(provenanceOf(operand, sight), sight.context) : dataTerms(operand, sight),
  );
  return whole(terms);
}

function operandsOf(call: ast.Call): readonly ast.Expression[] {
  const subject = call.callee.kind === "member" ? [call.callee.object] : [];
  return [...subject, ...call.arguments.map((argument) => argument.value)];
}

function binaryFrom(expression: ast.Expression & { readonly kind: "binary" }, sight: Sight): Provenance {
  const { left, right } = expression;
  const isList = membersOf(typeOf(expression, sight)).every((type) => type.kind === "list" || type.kind === "tuple");
  const addsNone = !adds(expression, sight.context);
  if (expression.operator !== "+" || !isList || !addsNone) return computedFrom(expression, [left, right], sight);
  return { kind: "joined", parts: [left, right].map((value) => ({ value, from: provenanceOf(value, sight) })) };
}

function memberFrom(expression: ast.Expression & { readonly kind: "member" }, sight: Sight): Provenance {
  const { object, member } = expression;
  const from = provenanceOf(object, sight);
  const type = expand(typeOf(object, sight));
  if (type.kind === "node") {
    // A node seen only as added gives an edge only where it is itself an argument.
    if (member.text === "key" || type.known === "added") return from;
    return whole([...nodeTerms(object, sight), ...termsOf(from, sight.context)]);
  }
  if (type.kind === "list" || type.kind === "tuple") return whole(dataTerms(object, sight));
  return fieldFrom(from, member.text, sight.context);
}

function fieldFrom(from: Provenance, name: string, context: Context): Provenance {
  if (from.kind === "record") return from.fields.get(name) ?? nowhere;
  if (from.kind !== "choice") return whole(termsOf(from, context));
  return { ...from, then: fieldFrom(from.then, name, context), else: fieldFrom(from.else, name, context) };
}

function partFrom(expression: ast.Expression & { readonly kind: "index" }, sight: Sight): Provenance {
  const { object, index } = expression;
  const from = provenanceOf(object, sight);
  if (index.kind === "text") {
    return fieldFrom(
      from,
      index.parts.map((part) => (part.kind === "chunk" ? part.value : "")).join(""),
      sight.context,
    );
  }
  if (from.kind === "list" && index.kind === "number") return from.elements[index.value] ?? nowhere;
  const elements = elementsFrom(object, from, sight);
  if (elements.kind === "same") return elements.element;
  if (adds(index, sight.context)) return whole([elements.list]);
  const item = termFrom(elements.list, `[${index.span.start}]`, (list, at) => {
    return code`${at.context.runtime("library")}.item(${list}, ${at.context.expression(index, at).code})`;
  });
  return elements.element({ ...item, depends: new Set([...item.depends, ...thingsUsed(index, sight.context)]) });
}

function choiceFrom(expression: ast.Expression & { readonly kind: "conditional" }, sight: Sight): Provenance {
  const also = dataTerms(expression.condition, sight);
  const [then, other] = [provenanceOf(expression.then, sight), provenanceOf(expression.else, sight)];
  if (then.kind === "whole" && sameProvenance(then, other)) return whole([...then.terms, ...also]);
  if (adds(expression.condition, sight.context)) {
    return whole([...termsOf(then, sight.context), ...termsOf(other, sight.context), ...also]);
  }
  return { kind: "choice", condition: expression.condition, then, else: other, also };
}

function comprehensionFrom(expression: ast.Expression & { readonly kind: "comprehension" }, sight: Sight): Provenance {
  const { context } = sight;
  const own = loopFrom(expression, sight);
  const element = provenanceOf(expression.element, sight);
  if (!dependsOn(element, own, context)) return element.kind === "whole" ? element : { kind: "same", element };
  // What the list itself adds must not be added again for its provenance.
  if (adds(expression.in, context) || (expression.if !== undefined && adds(expression.if, context))) {
    return whole([noted(expression.in, sight), ...termsOf(provenanceOf(expression.in, sight), context)]);
  }
  const list: Term = {
    key: `beside ${expression.span.start}`,
    depends: new Set([...thingsUsed(expression, context)].filter((thing) => !own.has(thing))),
    read: (at) => context.comprehension(expression, at, () => readProvenance(element, at)),
  };
  return { kind: "each", list, element: (item) => shapedBy(element, item) };
}

/**
 * Finds out where the variable of a `for` or comprehension comes from, and notes it. Gives the variables that the loop declares:
 * its own, and the one that goes along with it through the list of provenances.
 */
export function loopFrom(
  loop: (ast.Expression & { readonly kind: "comprehension" }) | (ast.Statement & { readonly kind: "for" }),
  sight: Sight,
): ReadonlySet<Thing> {
  const { context } = sight;
  const variable = context.local(loop, loop.name.text);
  const elements = elementsFrom(loop.in, provenanceOf(loop.in, sight), sight);
  const own = new Set([variable]);
  if (loop.index !== undefined) own.add(context.local(loop, loop.index.text));
  if (elements.kind === "same") {
    context.provenances.set(variable, elements.element);
    return own;
  }
  const beside = context.provenanceOf(loop, loop.name.text);
  own.add(beside);
  const item = termOf(beside, () => itemTypeOf(elements, context));
  context.provenances.set(variable, elements.element(item));
  return own;
}

/** Code for the list that stands beside the list of a loop, where there is one. */
export function readBeside(list: ast.Expression, sight: Sight): Code {
  return materialized(list, provenanceOf(list, sight), sight);
}

/** The nodes that the value of an expression is or holds. */
function nodeTerms(expression: ast.Expression, sight: Sight): readonly Term[] {
  const { context } = sight;
  if (adds(expression, context)) return [noted(expression, sight)];
  if (expression.kind === "name") {
    const symbol = context.symbol(expression.name);
    const thing = context.thing(symbol);
    if (thing !== undefined && "type" in symbol) return [termOf(thing, () => emitType(symbol.type, context))];
  }
  const things = thingsUsed(expression, context);
  return [
    {
      key: `nodes ${sight.textOf(expression.span)} ${[...things].map((thing) => thing.id).join(" ")}`,
      depends: things,
      read: (at) => context.expression(expression, at).code,
    },
  ];
}

/**
 * A list in which the nodes are kept that the expression adds: to name them again must not add them again. The emission of the
 * calls puts them there.
 */
function noted(expression: ast.Expression, sight: Sight): Term {
  const { context } = sight;
  const calls = addsIn(expression, context);
  const known = calls.map((call) => context.notes.get(call)).find((thing) => thing !== undefined);
  const thing = known ?? context.newThing("made");
  if (!sight.isDeclared(thing)) sight.note(thing);
  for (const call of calls) context.notes.set(call, thing);
  return termOf(thing, () => code`readonly ${context.runtime("NodeRef")}[]`);
}

/** Whether a node is added somewhere in the expression. */
export function adds(expression: ast.Expression, context: Context): boolean {
  return addsIn(expression, context).length > 0;
}

function addsIn(expression: ast.Expression, context: Context): readonly ast.Call[] {
  return everyPart(expression).flatMap((part) =>
    part.kind === "call" && context.program.sites.has(part) ? [part] : [],
  );
}

function thingsUsed(expression: ast.Expression, context: Context): ReadonlySet<Thing> {
  const things = new Set<Thing>();
  for (const name of namesUsed(expression)) {
    const symbol = context.program.symbols.get(name);
    const thing = symbol === undefined ? undefined : context.thing(symbol);
    if (thing !== undefined) things.add(thing);
  }
  return things;
}

function typeOf(expression: ast.Expression, sight: Sight) {
  return sight.context.typeOf(expression);
}
