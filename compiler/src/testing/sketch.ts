/** Trees in a form that a test can write down: without places, and expressions as text with every bracket. */
import type { Expression, Module, TextLiteral } from "../ast.ts";

/** A tree without spans and parts that are absent: names are their text, and expressions are sketched. */
export function sketch(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(sketch);
  if (node instanceof Set) return [...node];
  if (typeof node !== "object" || node === null) return node;
  if (isExpression(node)) return sketchExpression(node);
  const entries = Object.entries(node).filter(([key, value]) => !places.has(key) && value !== undefined);
  const [first] = entries;
  if (entries.length === 1 && first?.[0] === "text" && typeof first[1] === "string") return first[1];
  return Object.fromEntries(entries.map(([key, value]) => [key, sketch(value)]));
}

/** The declarations of a module, sketched. */
export function sketchModule(module: Module): unknown {
  return sketch(module.declarations);
}

/** An expression as text: `(a + (b * 2))`, `f(a, k: b) key c`. */
export function sketchExpression(expression: Expression): string {
  const s = sketchExpression;
  switch (expression.kind) {
    case "text": {
      return sketchText(expression);
    }
    case "number": {
      return expression.int ? String(expression.value) : `${expression.value}f`;
    }
    case "duration": {
      return `${expression.value}ms`;
    }
    case "size": {
      return `${expression.value}B`;
    }
    case "boolean": {
      return String(expression.value);
    }
    case "null": {
      return "null";
    }
    case "name": {
      return expression.name.text;
    }
    case "member": {
      return `${s(expression.object)}.${expression.member.text}`;
    }
    case "index": {
      return `${s(expression.object)}[${s(expression.index)}]`;
    }
    case "call": {
      const named = expression.arguments.map(({ name, value }) => (name ? `${name.text}: ` : "") + s(value));
      const suffixes = (["key", "after", "priority"] as const).map((word) => {
        const value = expression[word];
        return value === undefined ? "" : ` ${word} ${s(value)}`;
      });
      return `${s(expression.callee)}(${named.join(", ")})${suffixes.join("")}`;
    }
    case "list": {
      return `[${expression.elements.map(s).join(", ")}]`;
    }
    case "comprehension": {
      const names = (expression.index ? `${expression.index.text}, ` : "") + expression.name.text;
      const condition = expression.if === undefined ? "" : ` if ${s(expression.if)}`;
      return `[${s(expression.element)} for ${names} in ${s(expression.in)}${condition}]`;
    }
    case "record": {
      return `{${expression.fields.map(({ name, value }) => `${name.text}: ${s(value)}`).join(", ")}}`;
    }
    case "conditional": {
      return `(if ${s(expression.condition)} then ${s(expression.then)} else ${s(expression.else)})`;
    }
    case "unary": {
      return `(${expression.operator} ${s(expression.operand)})`;
    }
    case "binary": {
      return `(${s(expression.left)} ${expression.operator} ${s(expression.right)})`;
    }
    case "gather": {
      return `<${expression.mode} ${expression.task.text}${expression.under ? ` under ${expression.under.text}` : ""}>`;
    }
    case "missing": {
      return "<missing>";
    }
  }
}

function sketchText(text: TextLiteral): string {
  const parts = text.parts.map((part) =>
    part.kind === "chunk" ? JSON.stringify(part.value).slice(1, -1) : `#{${sketchExpression(part.value)}}`,
  );
  return `"${parts.join("")}"`;
}

const places = new Set(["span", "head", "keyword", "close"]);

const expressionKinds = new Set<unknown>([
  ...["text", "number", "duration", "size", "boolean", "null", "name", "member", "index", "call", "comprehension"],
  ...["conditional", "unary", "binary", "gather"],
]);

/** Lists, records and literals are also kinds of types, but there they have other parts. */
function isExpression(node: object): node is Expression {
  if (!("kind" in node)) return false;
  if (node.kind === "list") return "elements" in node;
  if (node.kind === "record") return "fields" in node && !isTypeFields(node.fields);
  return expressionKinds.has(node.kind);
}

function isTypeFields(fields: unknown): boolean {
  return Array.isArray(fields) && fields.every((field) => typeof field === "object" && field && "type" in field);
}
