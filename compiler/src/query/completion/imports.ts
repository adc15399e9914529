/** Tasks and types of other files of the workspace, which come with an import. */
import type * as ast from "../../ast.ts";
import type { Edit } from "../../diagnostic.ts";
import { writtenPath } from "../../peers.ts";
import type { Offer, OtherName } from "./completion.ts";
import type { Cursor } from "./cursor.ts";

/** What other files declare and this one has no name for. `insert` says what is written for it. */
export function importOffers(
  cursor: Cursor,
  what: "tasks" | "types",
  insert: (name: string) => Pick<Offer, "insertText" | "format" | "then"> = () => ({}),
): readonly Offer[] {
  const { checked, surroundings, shifted } = cursor;
  const { tasks, typeSymbols } = checked.checker.module;
  const isKnown = (name: string): boolean => (what === "types" ? typeSymbols.has(name) : tasks.has(name));
  return (surroundings.files ?? []).flatMap(({ file, path, names }) =>
    file === checked.file.file
      ? []
      : names
          .filter(({ name, kind }) => (kind === "type") === (what === "types") && !isKnown(name))
          .flatMap((other): readonly Offer[] => {
            const edits = shifted([importEdit(cursor, path, other)]);
            if (edits === undefined) return [];
            const { name, kind, detail, documentation } = other;
            const from = `from "${path}"`;
            return [
              {
                ...insert(name),
                label: name,
                kind,
                detail: detail === undefined ? from : `${detail} ${from}`,
                documentation,
                likelihood: "elsewhere",
                edits,
              },
            ];
          }),
  );
}

/** Adds the name to an import of the file that there is, or adds an import below the last one. */
function importEdit({ checked }: Cursor, path: string, { name, kind }: OtherName): Edit {
  const { file, text, module } = checked.file;
  const imports = module.declarations.filter((declaration) => declaration.kind === "import");
  const isOfType = kind === "type";
  const fitting = imports.find(
    ({ from, typeOnly }) => from !== undefined && writtenPath(from) === path && (isOfType || !typeOnly),
  );
  const last = fitting?.names.at(-1);
  if (last !== undefined) return { file, span: { start: last.span.end, end: last.span.end }, text: `, ${name}` };
  const line = `import ${isOfType ? "type " : ""}{ ${name} } from "${path}"`;
  const above = imports.at(-1);
  if (above !== undefined) return { file, span: { start: above.span.end, end: above.span.end }, text: `\n${line}` };
  const start = firstLine(text, module);
  return { file, span: { start, end: start }, text: `${line}\n\n` };
}

/** Where the first declaration begins, with the comment right above it: what stands apart above that speaks of the file. */
function firstLine(text: string, { declarations }: ast.Module): number {
  const start = declarations[0]?.span.start ?? text.length;
  const above = /(?:^[ \t]*\/\/[^\r\n]*(?:\r\n|\n|\r))+(?![\s\S])/m.exec(text.slice(0, start));
  return above?.index ?? start;
}
