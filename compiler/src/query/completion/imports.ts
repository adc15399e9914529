/** Tasks and types of other files of the workspace, which come with an import. */
import type * as ast from "../../ast.ts";
import type { Edit } from "../../diagnostic.ts";
import { writtenPath } from "../../peers.ts";
import type { ModuleFile } from "../../module-file.ts";
import type { Offer } from "./completion.ts";
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
  const places = new ImportPlaces(checked.file);
  return (surroundings.files ?? []).flatMap(({ file, path, names }) => {
    if (file === checked.file.file) return [];
    const fitting = names.filter(({ name, kind }) => (kind === "type") === (what === "types") && !isKnown(name));
    return fitting.flatMap(({ name, kind, detail, documentation }): readonly Offer[] => {
      const edits = shifted([places.editFor(path, name, kind === "type" ? "type" : "task")]);
      if (edits === undefined) return [];
      const from = detail === undefined ? `from "${path}"` : `${detail} from "${path}"`;
      return [{ ...insert(name), label: name, kind, detail: from, documentation, likelihood: "elsewhere", edits }];
    });
  });
}

/** Where names are imported into a file. */
class ImportPlaces {
  readonly #file: ModuleFile;
  readonly #imports: readonly ast.Import[];
  readonly #start: number;

  constructor(file: ModuleFile) {
    this.#file = file;
    this.#imports = file.module.declarations.filter((declaration) => declaration.kind === "import");
    this.#start = firstLine(file.text, file.module);
  }

  /** Adds the name to an import of the path that there is, or adds an import below the last one. */
  editFor(path: string, name: string, kind: "task" | "type"): Edit {
    const { file } = this.#file;
    const at = (offset: number, text: string): Edit => ({ file, span: { start: offset, end: offset }, text });
    const fitting = this.#imports.find(
      ({ from, typeOnly }) => from !== undefined && writtenPath(from) === path && (kind === "type" || !typeOnly),
    );
    const last = fitting?.names.at(-1);
    if (last !== undefined) return at(last.span.end, `, ${name}`);
    const line = `import ${kind === "type" ? "type " : ""}{ ${name} } from "${path}"`;
    const above = this.#imports.at(-1);
    return above === undefined ? at(this.#start, `${line}\n\n`) : at(above.span.end, `\n${line}`);
  }
}

/** Where the first declaration begins, with the comment right above it: what stands apart above that speaks of the file. */
function firstLine(text: string, { declarations }: ast.Module): number {
  const start = declarations[0]?.span.start ?? text.length;
  const above = /(?:^[ \t]*\/\/[^\r\n]*(?:\r\n|\n|\r))+(?![\s\S])/m.exec(text.slice(0, start));
  return above?.index ?? start;
}
