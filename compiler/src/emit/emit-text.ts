import type * as ast from "../ast.ts";
import { code, type Code } from "./code.ts";
import { firm } from "./brackets.ts";
import type { Emitted } from "./context.ts";
import { quoted } from "./code.ts";
import type { Sight } from "./sight.ts";
import { kindOf } from "./type-kind.ts";

/** A text with its interpolations. */
export function emitText(text: ast.TextLiteral, sight: Sight): Emitted {
  const { context } = sight;
  if (text.parts.every((part) => part.kind === "chunk")) return firm(quoted(constantText(text)));
  const parts = text.parts.map((part) => {
    if (part.kind === "chunk") return templateText(part.value);
    const value = context.expression(part.value, sight).code;
    const kind = kindOf(context.typeOf(part.value));
    // JavaScript writes these as adg does.
    const isPlain = kind === "string" || kind === "number" || kind === "boolean";
    return isPlain ? code`\${${value}}` : code`\${${context.runtime("library")}.text(${value})}`;
  });
  return firm(code`\`${parts}\``);
}

/** The characters of a text that has no interpolations. */
export function constantText(text: ast.TextLiteral): string {
  return text.parts.map((part) => (part.kind === "chunk" ? part.value : "")).join("");
}

/** Text as it stands in a template of the output, on one line. */
export function templateText(text: string): Code {
  return quoted(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("`", "\\`").replaceAll("${", "\\${");
}
