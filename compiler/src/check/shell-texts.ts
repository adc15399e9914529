import type * as ast from "../ast.ts";
import { membersOf } from "../type-shape.ts";
import type { Checker } from "./checker.ts";
import { plainContextsOf } from "./shell-plain.ts";
import { shellTextOf } from "./shell-text.ts";
import { checkShell, listMayStand, type ShellOptions } from "./shell.ts";

/** Checks the `sh` texts of a module: that they can be parsed, and that what is interpolated can stand where it does. */
export function checkShellTexts(
  checker: Checker,
  module: ast.Module,
  source: { readonly file: string; readonly text: string },
  options: ShellOptions,
): void {
  const { holes, diagnostics } = checkShell(shellTextsOf(module), source, options);
  checker.diagnostics.push(...diagnostics);
  const refused = new Set(diagnostics.map((diagnostic) => diagnostic.span.start));
  for (const [text, places] of holes) {
    checker.shell.set(text, places);
    const parts = text.parts.filter((part) => part.kind === "hole");
    for (const [index, part] of parts.entries()) {
      const place = places[index];
      if (place === undefined || refused.has(part.span.start) || !isList(checker, part.value) || listMayStand(place))
        continue;
      checker.report("ADG6005", part.span, { problem: "A list can only stand bare, as words of their own" });
    }
  }
}

/** Whether the shell's grammar would be asked about some text of these files, if it were there. */
export function asksForGrammar(files: readonly { readonly module: ast.Module; readonly text: string }[]): boolean {
  return files.some(({ module, text }) =>
    shellTextsOf(module).some((literal) => {
      const command = shellTextOf(literal, text);
      return command.holes.size > 0 && plainContextsOf(command) === undefined;
    }),
  );
}

function shellTextsOf(module: ast.Module): readonly ast.TextLiteral[] {
  return module.declarations.flatMap((declaration) =>
    declaration.kind === "task"
      ? declaration.attributes.flatMap((attribute) => (attribute.kind === "sh" ? [attribute.text] : []))
      : [],
  );
}

function isList(checker: Checker, value: ast.Expression): boolean {
  const type = checker.types.get(value);
  return type !== undefined && membersOf(type).some((member) => member.kind === "list" || member.kind === "tuple");
}
