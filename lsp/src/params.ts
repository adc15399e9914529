import { ErrorCodes, ResponseError } from "vscode-languageserver";

/** Requests about a document that have no place in it. */
const wholeDocument =
  /^textDocument\/(documentSymbol|codeLens|documentLink|foldingRange|formatting|diagnostic|semanticTokens\/full.*|selectionRange)$/;
/** Requests about a range. */
const ofRange = /^textDocument\/(codeAction|inlayHint|rangeFormatting|semanticTokens\/range)$/;

/** What some requests need besides, and of what kind it is. */
const besides: Readonly<Partial<Record<string, { readonly name: string; readonly kind: "list" | "object" }>>> = {
  "textDocument/codeAction": { name: "context", kind: "object" },
  "textDocument/selectionRange": { name: "positions", kind: "list" },
  "callHierarchy/incomingCalls": { name: "item", kind: "object" },
  "callHierarchy/outgoingCalls": { name: "item", kind: "object" },
  "workspace/willRenameFiles": { name: "files", kind: "list" },
  "workspace/diagnostic": { name: "previousResultIds", kind: "list" },
};

/** Refuses parameters without what every request of their kind has, naming what is missing. */
export function checkParams(method: string, params: unknown): void {
  if (method.startsWith("textDocument/") || method.startsWith("adg/")) {
    const uri = field(field(params, "textDocument"), "uri");
    if (typeof uri !== "string") refuse(method, "textDocument.uri", "a string", uri);
  }
  checkBesides(method, params);
  if (!method.startsWith("textDocument/") || wholeDocument.test(method)) return;
  if (ofRange.test(method)) {
    const range = field(params, "range");
    for (const end of ["start", "end"]) checkPosition(method, `range.${end}`, field(range, end));
  } else checkPosition(method, "position", field(params, "position"));
}

function checkBesides(method: string, params: unknown): void {
  const needed = besides[method];
  if (needed === undefined) return;
  const value = field(params, needed.name);
  const isThere = needed.kind === "list" ? Array.isArray(value) : typeof value === "object" && value !== null;
  if (!isThere) refuse(method, needed.name, needed.kind === "list" ? "a list" : "an object", value);
}

function checkPosition(method: string, name: string, position: unknown): void {
  for (const part of ["line", "character"]) {
    const value = field(position, part);
    if (typeof value !== "number" || !Number.isInteger(value) || value < 0)
      refuse(method, `${name}.${part}`, "a whole number from 0", value);
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function refuse(method: string, name: string, expected: string, found: unknown): never {
  const came = found === undefined ? "nothing" : JSON.stringify(found);
  throw new ResponseError(ErrorCodes.InvalidParams, `"${method}" needs ${expected} as "${name}", but ${came} came.`);
}
