/** Where modules in other languages say what a program takes from them. Found in the text, which nobody has to be able to parse. */
import type { Span } from "../ast.ts";

/** `passed-on`: another module, by the path that is written, may export it by this name. */
export type FoundExport =
  | { readonly kind: "here"; readonly span: Span }
  | { readonly kind: "passed-on"; readonly from: string; readonly name: string };

/** Where a TypeScript or JavaScript module declares what it exports by a name. Several places where it may be passed on from several modules. */
export function findExport(text: string, name: string): readonly FoundExport[] {
  const code = blanked(text);
  const word = escaped(name);
  const own = new RegExp(
    `\\bexport\\s+(?:declare\\s+)?(?:abstract\\s+)?(?:async\\s+)?(?:function\\s*\\*?|const|let|var|class|type|interface|enum)\\s+(${word})(?![\\w$])`,
    "d",
  ).exec(code);
  if (own !== null) return [here(own)];
  const listed = findListed(text, code, name);
  if (listed !== undefined) return [listed];
  if (name === "default") {
    const found = /\bexport\s+(default)\b/d.exec(code);
    return found === null ? [] : [here(found)];
  }
  return [...code.matchAll(/\bexport\s*\*\s*from\s*(["'`])/dg)].map((found) => ({
    kind: "passed-on",
    from: pathAfter(text, found),
    name,
  }));
}

/** `export { a as name }`, with or without `from`. */
function findListed(text: string, code: string, name: string): FoundExport | undefined {
  for (const found of code.matchAll(/\bexport\s*(?:type\s*)?\{([^}]*)\}(?:\s*from\s*(["'`]))?/dg)) {
    for (const entry of (found[1] ?? "").split(",")) {
      const [, local, as] = /^\s*(?:type\s+)?([\w$]+)(?:\s+as\s+([\w$]+))?\s*$/.exec(entry) ?? [];
      if (local === undefined || (as ?? local) !== name) continue;
      if (found[2] !== undefined) return { kind: "passed-on", from: pathAfter(text, found), name: local };
      const declared = new RegExp(
        `\\b(?:function\\s*\\*?|const|let|var|class|type|interface|enum)\\s+(${escaped(local)})(?![\\w$])`,
        "d",
      ).exec(code);
      const [start, end] = found.indices?.[1] ?? [0, 0];
      return declared === null ? { kind: "here", span: { start, end } } : here(declared);
    }
  }
  return undefined;
}

/** Where a Python module defines a function, or gives a name to one. */
export function findPythonFunction(text: string, name: string): Span | undefined {
  const word = escaped(name);
  const found = new RegExp(`^(?:async[ \\t]+)?def[ \\t]+(${word})\\b|^(${word})[ \\t]*(?::[^=\\n]*)?=(?!=)`, "dm").exec(
    text,
  );
  const indices = found?.indices?.[1] ?? found?.indices?.[2];
  return indices && { start: indices[0], end: indices[1] };
}

function here({ indices }: RegExpExecArray): FoundExport {
  const [start, end] = indices?.[1] ?? [0, 0];
  return { kind: "here", span: { start, end } };
}

/** The path in the quotes that a match ends with. */
function pathAfter(text: string, found: RegExpExecArray): string {
  const start = found.index + found[0].length;
  const end = text.indexOf(text.charAt(start - 1), start);
  return text.slice(start, end < 0 ? text.length : end);
}

/** The text with blanks in place of comments and of what stands in quotes, so that nothing in them looks like code. */
function blanked(text: string): string {
  return text.replaceAll(
    /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[\s\S]|[^`\\])*`/g,
    (part) => (part.startsWith("/") ? " ".repeat(part.length) : part[0] + " ".repeat(part.length - 2) + part[0]),
  );
}

/** A name in a pattern: of the letters of names only `$` has a meaning there. */
function escaped(name: string): string {
  return name.replaceAll(/[^\w]/g, "\\$&");
}
