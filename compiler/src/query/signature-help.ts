/** How the call is written in whose brackets a place is, and which of its arguments stands there. */
import type { Analysis } from "../analyse.ts";
import type * as ast from "../ast.ts";
import { type Checker, nameOf } from "../check/checker.ts";
import { membersOf } from "../type-shape.ts";
import { builtinSignature, methodSignature } from "./builtin-signatures.ts";
import { cursorScope } from "./cursor-scope.ts";
import { CURSOR, type CursorTree, cursorTree } from "./cursor-tree.ts";
import { declaringModule } from "./declaring-module.ts";
import { findModule } from "./place.ts";
import { functionSignature, type Signature, signatureText, taskSignature } from "./signature.ts";

export interface SignatureHelp {
  /** `pdf(source: file, look?: Look) -> Sheet`. */
  readonly label: string;
  readonly documentation: string | undefined;
  readonly parameters: readonly {
    /** Where it stands in the label. */
    readonly start: number;
    readonly end: number;
  }[];
  /** Index of the parameter that the argument at the place is for; `undefined` where there is none for it. */
  readonly active: number | undefined;
}

/**
 * The signature of the innermost call around a place of `text`, which is that of `file` as it is now; `undefined` where there is none
 * or nothing is known of it. Never throws, whatever the text.
 */
export function signatureAt(analysis: Analysis, file: string, text: string, offset: number): SignatureHelp | undefined {
  const checked = findModule(analysis, file);
  const tree = cursorTree(text, offset) ?? cursorTree(...behindValue(text, offset));
  if (checked === undefined || tree === undefined) return undefined;
  const call = callAround(tree);
  if (call === undefined) return undefined;
  const { checker } = cursorScope(tree, checked);
  const signature = signatureOf(call, checker, analysis);
  if (signature === undefined) return undefined;
  const word = text.slice(tree.line.word.start, tree.line.word.end);
  return {
    label: signatureText(signature),
    documentation: signature.doc === "" ? undefined : signature.doc,
    parameters: placesOf(signature),
    active: activeParameter(signature, call, tree, word),
  };
}

/** Behind a whole value no name can stand, but behind an operator: then it is a part of the same argument. */
function behindValue(text: string, offset: number): [text: string, offset: number] {
  return [`${text.slice(0, offset)} + ${text.slice(offset)}`, offset + " + ".length];
}

function callAround({ path, at }: CursorTree): ast.Call | undefined {
  return path.findLast(
    (part): part is ast.Call =>
      part.kind === "call" && (part as ast.Call).callee.span.end < at && at <= endOf(part as ast.Call),
  );
}

/** Up to the closing bracket: what stands behind that is no argument. */
function endOf({ close, span }: ast.Call): number {
  return close?.start ?? span.end;
}

function signatureOf({ callee }: ast.Call, checker: Checker, analysis: Analysis): Signature | undefined {
  if (callee.kind === "member") {
    const [type] = membersOf(checker.types.get(callee.object) ?? { kind: "unknown" });
    const isList = type?.kind === "list" || type?.kind === "tuple";
    return methodSignature(isList ? "list" : "string", callee.member.text);
  }
  const symbol = callee.kind === "name" ? checker.symbols.get(callee.name) : undefined;
  switch (symbol?.kind) {
    case "task":
      if (!symbol.hasSignature) return undefined;
      return taskSignature(nameOf(checker, symbol), symbol, declaringModule(analysis, symbol.declaration));
    case "imported-function":
      return symbol.signature === undefined ? undefined : functionSignature(symbol.name, symbol.signature);
    case "builtin":
      return builtinSignature(symbol.name);
    default:
      return undefined;
  }
}

function placesOf(signature: Signature): SignatureHelp["parameters"] {
  let start = signature.name.length + 1;
  return signature.parameters.map((parameter) => {
    const end = start + parameter.text.length;
    const place = { start, end };
    start = end + ", ".length;
    return place;
  });
}

function activeParameter(
  { parameters }: Signature,
  call: ast.Call,
  { at }: CursorTree,
  word: string,
): number | undefined {
  const place = call.arguments.findIndex(({ span }) => span.start <= at && at <= span.end);
  const argument = call.arguments[place];
  const name = argument?.name?.text === CURSOR ? word : argument?.name?.text;
  const isRest = parameters.at(-1)?.given === "rest";
  const active =
    name === undefined
      ? isRest
        ? Math.min(Math.max(0, place), parameters.length - 1)
        : Math.max(0, place)
      : parameters.findIndex((parameter) => parameter.name === name);
  return active >= 0 && active < parameters.length ? active : undefined;
}
