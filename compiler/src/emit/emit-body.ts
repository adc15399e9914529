import type * as ast from "../ast.ts";
import { holdsNode } from "../type-shape.ts";
import { block, code, placed, types, type Code } from "./code.ts";
import { hoisted } from "./elements-from.ts";
import { provenanceOf } from "./emit-from.ts";
import { emitLoopHead, inLoop } from "./emit-loop.ts";
import { emitString } from "./emit-operator.ts";
import { emitType } from "./emit-type.ts";
import type { Context } from "./context.ts";
import { isName, termOf, listTypeOf, type Provenance, type Term } from "./provenance.ts";
import type { RuleSight } from "./rule-sight.ts";
import { emitRound } from "./turns.ts";
import { kindOf } from "./type-kind.ts";
import type { Variable } from "./sight.ts";

/** Emits a nested rule and gives the statement that makes it. */
export type EmitNested = (rule: ast.Rule, around: RuleSight) => Code;

/** Lines that are known once what follows them is: a variable that nothing reads is not declared. */
type Later = () => readonly Code[];

/** The statements of a body, in a block of their own. */
export function emitBody(body: ast.Body, sight: RuleSight, nested: EmitNested): readonly Code[] {
  return sight.within(() => {
    const statements = body.statements.map((statement) => {
      const later = emitStatement(statement, sight, nested);
      return { notes: sight.takeNotes(), later };
    });
    // From the last to the first: a line may be what another one is for.
    const lines = statements.toReversed().map(({ notes, later }) => {
      const statement = later();
      return [...notes.flatMap((note) => declareNote(note, sight)), ...statement];
    });
    return lines.toReversed().flat();
  });
}

function declareNote(note: Variable, sight: RuleSight): readonly Code[] {
  return note.used ? [code`const ${note.name}${types`: ${sight.context.runtime("NodeRef")}[]`} = [];`] : [];
}

function emitStatement(statement: ast.Statement, sight: RuleSight, nested: EmitNested): Later {
  const { context } = sight;
  switch (statement.kind) {
    case "let":
      return emitLet(statement, sight);
    case "add":
      return line(code`${context.expression(statement.value, sight).code};`);
    case "for":
      return line(emitFor(statement, sight, nested));
    case "if":
      return line(emitIf(statement, sight, nested));
    case "rule":
      return line(nested(statement, sight));
    case "fail":
      return line(code`${sight.gatherer}.fail(${emitString(statement.message, sight).code});`);
  }
}

function line(written: Code): Later {
  return () => [written];
}

function emitLet(statement: ast.Statement & { readonly kind: "let" }, sight: RuleSight): Later {
  const { context } = sight;
  const { name, value } = statement;
  const provenance = provenanceOf(value, sight);
  const emitted = context.expression(value, sight).code;
  const thing = context.local(statement, name.text);
  const variable = sight.declare(thing);
  const beside = keepProvenance(statement, provenance, sight);
  return () => {
    const declared = variable.used
      ? code`const ${variable.name}${annotation(value, sight)} = ${emitted};`
      : unused(value, emitted, sight);
    return [placed(statement.span, declared), ...beside()];
  };
}

/** Notes where a `let` comes from. What is longer than a name becomes a variable beside it. */
function keepProvenance(
  statement: ast.Statement & { readonly kind: "let" },
  provenance: Provenance,
  sight: RuleSight,
): Later {
  const { context } = sight;
  const { name, value } = statement;
  const kept: { readonly variable: Variable; readonly term: Term }[] = [];
  const hoist = (term: Term): Term => {
    if (isName(term)) return term;
    const thing = context.newThing(`${name.text}_from`);
    kept.push({ variable: sight.declare(thing), term });
    return termOf(thing, () => termType(term, provenance, context));
  };
  const list = kindOf(context.typeOf(value)) === "list" ? value : undefined;
  context.provenances.set(context.local(statement, name.text), hoisted(provenance, list, sight, hoist));
  return () =>
    kept.flatMap(({ variable, term }) => {
      if (!variable.used) return [];
      const type = types`: ${termType(term, provenance, context)}`;
      return [placed(value.span, code`const ${variable.name}${type} = ${term.read(sight)};`)];
    });
}

/** The TypeScript type of what a term of a provenance reads. */
function termType(term: Term, provenance: Provenance, context: Context): Code {
  const list = findList(provenance, term);
  if (list !== undefined) return listTypeOf(list, context);
  const from = context.runtime("From");
  return term.key.startsWith("beside ") ? code`readonly ${from}[]` : from;
}

function findList(from: Provenance, term: Term): (Provenance & { readonly kind: "each" }) | undefined {
  switch (from.kind) {
    case "each":
      return from.list.key === term.key ? from : undefined;
    case "list":
      return from.elements.map((element) => findList(element, term)).find((found) => found !== undefined);
    case "record":
      return [...from.fields.values()].map((field) => findList(field, term)).find((found) => found !== undefined);
    case "same":
      return findList(from.element, term);
    default:
      return undefined;
  }
}

/** TypeScript takes what is written out for something wider than adg does. */
function annotation(value: ast.Expression, sight: RuleSight): Code {
  const { context } = sight;
  const isWrittenOut = value.kind === "list" || value.kind === "record" || value.kind === "conditional";
  const type = context.typeOf(value);
  if (!isWrittenOut && (value.kind !== "comprehension" || holdsNode(type))) return "";
  return types`: ${emitType(type, context)}`;
}

/** A value that nothing reads: what it adds is added, and what cannot be computed still fails. */
function unused(value: ast.Expression, emitted: Code, sight: RuleSight): Code {
  const isAdd = value.kind === "call" && sight.context.program.sites.has(value);
  return isAdd ? code`${emitted};` : code`void (${emitted});`;
}

function emitFor(statement: ast.Statement & { readonly kind: "for" }, sight: RuleSight, nested: EmitNested): Code {
  return inLoop(statement, sight, (variables) => {
    const round = emitRound(sight);
    const lines = [round, ...emitBody(statement.body, sight, nested)];
    return block(emitLoopHead(statement, variables, sight), lines, "}");
  });
}

function emitIf(statement: ast.Statement & { readonly kind: "if" }, sight: RuleSight, nested: EmitNested): Code {
  const { context } = sight;
  const branches = statement.branches.map(({ condition, body }, i) => {
    const head = code`${i === 0 ? "" : "} else "}if (${context.condition(condition, sight).code}) {`;
    return { head, body };
  });
  const last = statement.else === undefined ? [] : [{ head: "} else {", body: statement.else }];
  const all = [...branches, ...last];
  return all.map(({ head, body }, i) => block(head, emitBody(body, sight, nested), i === all.length - 1 ? "}" : ""));
}
