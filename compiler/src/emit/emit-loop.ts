import type * as ast from "../ast.ts";
import { asResult } from "./brackets.ts";
import { code, type Code } from "./code.ts";
import { emitItems } from "./emit-operator.ts";
import { adds, loopFrom, readBeside } from "./emit-from.ts";
import type { RuleSight } from "./rule-sight.ts";
import { everyPart } from "./walk.ts";
import type { Sight, Variable } from "./sight.ts";

type Comprehension = ast.Expression & { readonly kind: "comprehension" };
type For = ast.Statement & { readonly kind: "for" };

/** The variables of a loop: its own, its index, and what its own comes from, where that is a variable too. */
interface LoopVariables {
  readonly item: Variable;
  readonly from: Variable;
  readonly index: Variable | undefined;
}

function declareVariables(loop: Comprehension | For, sight: Sight): LoopVariables {
  const { context } = sight;
  return {
    item: sight.declare(context.local(loop, loop.name.text)),
    from: sight.declare(context.provenanceOf(loop, loop.name.text)),
    index: loop.index === undefined ? undefined : sight.declare(context.local(loop, loop.index.text)),
  };
}

/** Code that makes the list of a comprehension, or one like it with other elements. */
export function emitComprehension(expression: Comprehension, sight: Sight, element: () => Code): Code {
  const { list, item, kept, made, parameters: given, usesIndex } = emitParts(expression, sight, element);
  if (kept === undefined) return code`${list}.map((${given}) => ${asResult(made)})`;
  if (!usesIndex) return code`${list}.filter((${item}) => ${kept}).map((${given}) => ${asResult(made)})`;
  return code`${list}.flatMap((${given}) => (${kept} ? [${made}] : []))`;
}

/** A comprehension that adds nodes, in a body that stops now and then. */
export function emitStoppingComprehension(expression: Comprehension, sight: RuleSight, element: () => Code): Code {
  sight.stops = true;
  // An element that is made by another such comprehension stops, too.
  const isNested = everyPart(expression.element).some(
    (part) => part.kind === "comprehension" && adds(part.element, sight.context),
  );
  const parts = emitParts(expression, sight, element, isNested ? "directly" : "in a callback");
  const { list, item, kept, made, parameters: given, usesIndex } = parts;
  const rounds = (of: Code, result: Code): Code => {
    const library = sight.context.runtime("library");
    if (isNested) return code`(yield* ${library}.roundsOf(${of}, function* (${given}) { return ${result}; }))`;
    return code`(yield* ${library}.rounds(${of}, (${given}) => ${result}))`;
  };
  if (kept === undefined) return rounds(list, asResult(made));
  if (!usesIndex) return rounds(code`${list}.filter((${item}) => ${kept})`, asResult(made));
  return code`${rounds(list, code`(${kept} ? [${made}] : [])`)}.flat()`;
}

interface ComprehensionParts {
  readonly list: Code;
  /** The variable of the condition. */
  readonly item: Code;
  readonly kept: Code | undefined;
  readonly made: Code;
  /** Those of the function that makes an element. */
  readonly parameters: Code;
  readonly usesIndex: boolean;
}

function emitParts(
  expression: Comprehension,
  sight: Sight,
  element: () => Code,
  where: "directly" | "in a callback" = "in a callback",
): ComprehensionParts {
  const { context } = sight;
  loopFrom(expression, sight);
  return sight.within(() => {
    const variables = declareVariables(expression, sight);
    const [kept, isUsed] = sight.inCallback(() => {
      const condition =
        expression.if === undefined ? undefined : asResult(context.condition(expression.if, sight).code);
      return [condition, variables.item.used] as const;
    });
    const made = where === "directly" ? element() : sight.inCallback(element);
    const list = emitList(expression.in, variables, sight);
    const usesIndex = variables.index?.used === true;
    return { list, item: itemPattern(variables, isUsed), kept, made, parameters: parameters(variables), usesIndex };
  });
}

/** The head of a loop over statements. To be called when its body has been emitted: it names what that uses. */
export function emitLoopHead(statement: For, variables: LoopVariables, sight: Sight): Code {
  const list = emitList(statement.in, variables, sight);
  const item = itemPattern(variables, variables.item.used);
  if (variables.index?.used !== true) return code`for (const ${item} of ${list}) {`;
  return code`for (const [${variables.index.name}, ${item}] of ${list}.entries()) {`;
}

/** Declares the variables of a loop over statements, in a block of their own, and emits what stands in it. */
export function inLoop<T>(statement: For, sight: Sight, act: (variables: LoopVariables) => T): T {
  loopFrom(statement, sight);
  return sight.within(() => act(declareVariables(statement, sight)));
}

function emitList(list: ast.Expression, { from }: LoopVariables, sight: Sight): Code {
  const items = emitItems(list, sight);
  if (!from.used) return items;
  return code`${sight.context.runtime("library")}.withFrom(${items}, ${readBeside(list, sight)})`;
}

/** The element with what it comes from, as far as they are used. */
function itemPattern({ item, from }: LoopVariables, isUsed: boolean): Code {
  if (!from.used) return isUsed ? item.name : `_${item.name}`;
  return `[${isUsed ? item.name : ""}, ${from.name}]`;
}

function parameters(variables: LoopVariables): Code {
  const { item, index, from } = variables;
  const usesIndex = index?.used === true;
  if (!item.used && !from.used && !usesIndex) return "";
  return code`${itemPattern(variables, item.used)}${usesIndex ? `, ${index.name}` : ""}`;
}
