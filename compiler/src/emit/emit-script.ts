import type * as ast from "../ast.ts";
import type { ShellHole } from "../program.ts";
import { block, code, joined, placed, quoted, type Code } from "./code.ts";
import type { Context } from "./context.ts";
import { templateText } from "./emit-text.ts";
import { CallSight } from "./sight.ts";

/** A shell command: a function that puts the values in, each quoted for its place. */
export function emitScript(text: ast.TextLiteral, context: Context): Code {
  const sight = new CallSight(context);
  const lines = emitLines(text, sight);
  const head = code`{ kind: "shell", script: (${sight.used ? "call" : ""}) => `;
  const [only] = lines;
  if (only !== undefined && lines.length === 1) return code`${head}${only} }`;
  return block(
    code`${head}[`,
    lines.map((line) => code`${line},`),
    code`].join("\\n") }`,
  );
}

/** The lines of the command, each a string of the output. */
function emitLines(text: ast.TextLiteral, sight: CallSight): readonly Code[] {
  const places = sight.context.program.shell.get(text) ?? [];
  const lines: Code[][] = [[]];
  let hole = 0;
  for (const part of text.parts) {
    if (part.kind === "hole") {
      const place = places[hole];
      if (place === undefined) throw new Error("Internal fault: where a value stands in a shell text is not known.");
      lines.at(-1)?.push(emitHole(part.value, place, sight));
      hole += 1;
      continue;
    }
    for (const [i, line] of part.value.split("\n").entries()) {
      if (i > 0) lines.push([]);
      if (line !== "") lines.at(-1)?.push(templateText(line));
    }
  }
  return lines.map((line) => code`\`${line}\``);
}

function emitHole(value: ast.Expression, place: ShellHole, sight: CallSight): Code {
  const { context } = sight;
  const quote = context.runtime("quoteShell");
  const call = code`${quote}(${context.expression(value, sight).code}, ${plain(place)})`;
  return code`\${${placed(value.span, call)}}`;
}

/** Plain data as text of the output. */
function plain(data: object): Code {
  const fields = Object.entries(data).map(([name, value]: readonly [string, unknown]) => {
    if (typeof value === "object" && value !== null) return code`${name}: ${plain(value)}`;
    return code`${name}: ${typeof value === "string" ? quoted(value) : String(value)}`;
  });
  return code`{ ${joined(fields, ", ")} }`;
}
