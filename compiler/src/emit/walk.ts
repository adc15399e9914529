import type * as ast from "../ast.ts";

/** The parts of an expression, in the order of the text. */
export function partsOf(expression: ast.Expression): readonly ast.Expression[] {
  switch (expression.kind) {
    case "text":
      return expression.parts.flatMap((part) => (part.kind === "hole" ? [part.value] : []));
    case "member":
      return [expression.object];
    case "index":
      return [expression.object, expression.index];
    case "call":
      return [
        expression.callee,
        ...expression.arguments.map((argument) => argument.value),
        ...[expression.key, expression.after, expression.priority].filter((part) => part !== undefined),
      ];
    case "list":
      return expression.elements;
    case "comprehension":
      return [expression.element, expression.in, ...(expression.if === undefined ? [] : [expression.if])];
    case "record":
      return expression.fields.map((field) => field.value);
    case "conditional":
      return [expression.condition, expression.then, expression.else];
    case "unary":
      return [expression.operand];
    case "binary":
      return [expression.left, expression.right];
    default:
      return [];
  }
}

/** The expression and all within it, in the order of the text. */
export function everyPart(expression: ast.Expression): readonly ast.Expression[] {
  const parts: ast.Expression[] = [];
  collect(expression, parts);
  return parts;
}

function collect(expression: ast.Expression, parts: ast.Expression[]): void {
  parts.push(expression);
  for (const part of partsOf(expression)) collect(part, parts);
}

/** Every name that an expression uses. */
export function namesUsed(expression: ast.Expression): readonly ast.Name[] {
  return everyPart(expression).flatMap((part) => {
    if (part.kind === "name") return [part.name];
    return part.kind === "gather" && part.under !== undefined ? [part.under] : [];
  });
}
