import type * as ast from "../ast.ts";
import type { TaskSymbol } from "../program.ts";
import { expand, primitive, recordOf } from "../type-shape.ts";
import { typeText } from "../type-text.ts";
import type { Type } from "../types.ts";
import type { Checker, Environment } from "./checker.ts";
import { checkFits } from "./fits.ts";

/** The type of `out` in the texts of the block; `undefined` where the task declares none. */
export function checkOut(
  checker: Checker,
  task: ast.Task,
  symbol: TaskSymbol,
  environment: Environment,
): Type | undefined {
  const attribute = task.attributes.find((candidate) => candidate.kind === "out");
  if (attribute === undefined) return undefined;
  const { value } = attribute;
  checker.type(value, environment);
  if (value.kind !== "record") {
    checkFits(checker, value, primitive("string"), "value");
    return primitive("file");
  }
  for (const field of value.fields) checkFits(checker, field.value, primitive("string"), "value");
  const names = value.fields.map(({ name }) => name.text);
  if (task.attributes.some(({ kind }) => kind === "sh")) checkRecord(checker, task, symbol.result, names);
  return recordOf(names.map((name) => ({ name, type: primitive("file"), optional: false })));
}

/** With several outputs, the result of a shell task is the record of them. */
function checkRecord(checker: Checker, task: ast.Task, result: Type, names: readonly string[]): void {
  const type = expand(result);
  if (task.result === undefined || type.kind === "unknown" || type.kind === "void") return;
  const fields = type.kind === "record" ? type.fields : [];
  const fits =
    type.kind === "record" &&
    names.every((name) => fields.some((field) => field.name === name && isMadeByShell(field.type))) &&
    fields.every(({ name, optional }) => optional || names.includes(name));
  if (fits) return;
  const made = names.map((name) => {
    const declared = fields.find((field) => field.name === name)?.type;
    const own = declared !== undefined && isMadeByShell(declared) ? declared : primitive("file");
    return { name, type: own, optional: false };
  });
  const found = typeText(recordOf(made));
  checker.report("ADG3001", task.result.span, { kind: "mismatch", expected: found, found: typeText(result) });
}

/** What a shell task does not print but makes. */
export function isMadeByShell(result: Type): boolean {
  const type = expand(result);
  const made = type.kind === "list" ? expand(type.element) : type;
  return made.kind === "file" || (made.kind === "dir" && type.kind !== "list");
}
