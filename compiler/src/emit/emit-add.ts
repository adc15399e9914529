import type * as ast from "../ast.ts";
import type { AddSite } from "../program.ts";
import { expand, holdsNode, typeKey } from "../type-shape.ts";
import { firm, within } from "./brackets.ts";
import { block, code, joined, textOf, types, type Code } from "./code.ts";
import { emitWholeGather } from "./emit-gather.ts";
import { firedTerms } from "./fired.ts";
import { provenanceOf } from "./emit-from.ts";
import { emitNumber } from "./emit-operator.ts";
import { emitType, mayBeLeftOut } from "./emit-type.ts";
import { termsOf } from "./provenance.ts";
import type { Sight } from "./sight.ts";
import { holdsJson } from "./type-kind.ts";

/** A call that adds a node: `to.add(pdf, 0, ["cover.md"], { from: [d] })`. */
export function emitAdd(call: ast.Call, sight: Sight): Code {
  const { context } = sight;
  const site = context.program.sites.get(call);
  if (site === undefined) throw new Error("Internal fault: a call that adds is not among those known.");
  const given = argumentsOf(call, site, sight);
  // Asked for before anything is emitted: it may want nodes noted that the arguments add.
  const terms = [...given, call.after].flatMap((value) =>
    value === undefined ? [] : termsOf(provenanceOf(value, sight), context),
  );
  const fired = site.fromFired ? firedTerms(site.owner, context) : [];
  const args = site.task.hasSignature
    ? site.task.parameters.map((parameter, i) => emitArgument(given[i], parameter, sight))
    : given.map((value) => (value === undefined ? "undefined" : context.expression(value, sight).code));
  const from = distinctCode([...fired, ...terms].map((term) => term.read(sight)));
  const options = emitOptions(call, from, sight);
  const gatherer = sight.gatherer;
  const head = code`${gatherer}.add(${context.handle(site.task)}, ${String(context.siteId(call))}, [${joined(args, ", ")}]`;
  const added = withOptions(head, options);
  const noted = context.notes.get(call);
  if (noted === undefined) return added;
  const list = sight.readThing(noted, () => "");
  return code`${context.runtime("library")}.noted(${list}, ${added})`;
}

function argumentsOf(call: ast.Call, site: AddSite, sight: Sight): readonly (ast.Expression | undefined)[] {
  const given = sight.context.program.callArguments.get(call);
  return given ?? site.task.parameters.map((_, i) => call.arguments[i]?.value);
}

function emitArgument(
  value: ast.Expression | undefined,
  parameter: AddSite["task"]["parameters"][number],
  sight: Sight,
): Code {
  const { context } = sight;
  if (value === undefined) {
    if (!mayBeLeftOut(parameter)) throw new Error(`Internal fault: no argument for "${parameter.name}".`);
    return "undefined";
  }
  if (value.kind === "gather") return emitWholeGather(value, sight);
  const emitted = context.expression(value, sight);
  const type = context.typeOf(value);
  const fits = expand(parameter.type).kind === "json" || typeKey(type) === typeKey(parameter.type);
  if (fits || !holdsJson(type)) return emitted.code;
  // Whether it is one, the engine finds out before the task runs.
  const wanted = emitType(parameter.type, context);
  const said = holdsNode(type) ? code`${context.runtime("Argument")}<${wanted}>` : wanted;
  return code`${within(emitted, "comparison")}${types` as ${said}`}`;
}

function emitOptions(call: ast.Call, from: readonly Code[], sight: Sight): readonly Code[] {
  const { context } = sight;
  const options: Code[] = [];
  if (from.length > 0) options.push(code`from: [${joined(from, ", ")}]`);
  if (call.after !== undefined) options.push(code`after: ${emitAfter(call.after, sight)}`);
  if (call.key !== undefined) options.push(code`key: ${context.expression(call.key, sight).code}`);
  if (call.priority !== undefined) options.push(code`priority: ${emitNumber(call.priority, sight).code}`);
  return options;
}

function emitAfter(after: ast.Expression, sight: Sight): Code {
  if (after.kind === "gather") return emitWholeGather(after, sight);
  return within(sight.context.expression(after, sight) ?? firm("undefined"), "choice");
}

function withOptions(head: Code, options: readonly Code[]): Code {
  if (options.length === 0) return code`${head})`;
  const short = code`${head}, { ${joined(options, ", ")} })`;
  if (textOf(short).length <= 110) return short;
  return block(
    code`${head}, {`,
    options.map((option) => code`${option},`),
    "})",
  );
}

/** The same text says the same node. */
function distinctCode(codes: readonly Code[]): readonly Code[] {
  return [...new Map(codes.map((each) => [textOf(each), each])).values()];
}
