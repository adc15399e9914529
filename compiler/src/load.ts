/** What a module's text refers to outside of itself: the TypeScript modules that its tasks come from. */
import type * as ast from "./ast.ts";
import { diagnose } from "./catalogue.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { Host, ModuleExports } from "./host.ts";
import { nearest } from "./nearest.ts";

/** Looks for the modules and functions of a file's tasks. A module that is missing is reported where it is named first. */
export function load(module: ast.Module, file: string, host: Host): { readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const seen = new Map<string, ModuleExports>();
  for (const task of module.declarations) {
    if (task.kind !== "task" || task.from === undefined) continue;
    const { path, as } = task.from;
    const written = textOf(path);
    if (written === "") continue;
    const resolved = host.resolve(file, written);
    const known = seen.get(resolved);
    const exports = known ?? host.moduleExports(resolved);
    seen.set(resolved, exports);
    if (exports.kind === "missing" && known === undefined)
      diagnostics.push(diagnose("ADG6001", { file, span: path.span }, { path: written }));
    const wanted = as ?? task.name;
    if (exports.kind !== "exports" || exports.names.includes(wanted.text)) continue;
    const near = nearest(wanted.text, exports.names);
    const fixes = near.map((name) => ({
      title: `Use "${name}"`,
      edits: [
        as === undefined
          ? { file, span: { start: path.span.end, end: path.span.end }, text: ` as ${name}` }
          : { file, span: as.span, text: name },
      ],
    }));
    diagnostics.push(
      diagnose("ADG6002", { file, span: wanted.span }, { name: wanted.text, path: written, nearest: near }, { fixes }),
    );
  }
  return { diagnostics };
}

/** The text of a literal that has no interpolation. */
function textOf(text: ast.TextLiteral): string {
  return text.parts.map((part) => (part.kind === "chunk" ? part.value : "")).join("");
}
