import type * as ast from "../../compiler/src/ast.ts";

/** A command in which `#{x}` stands for the value. */
export function literalOf(command: string): ast.TextLiteral {
  const parts: ast.TextPart[] = [];
  let at = 0;
  command.split("#{x}").forEach((value, index) => {
    const hole = { start: at - 4, end: at };
    if (index > 0) parts.push({ kind: "hole", value: { kind: "missing", span: hole }, span: hole });
    parts.push({ kind: "chunk", value, span: { start: at, end: at + value.length } });
    at += value.length + 4;
  });
  return { kind: "text", triple: true, parts, span: { start: 0, end: command.length } };
}
