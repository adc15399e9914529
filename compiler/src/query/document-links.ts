import type * as ast from "../ast.ts";
import type { CheckedModule } from "../program-of.ts";
import { writtenPath } from "../peers.ts";
import { expand } from "../type-shape.ts";

/** A path in a text, and the file that it means. */
export interface DocumentLink {
  /** Without the quotes. */
  readonly span: ast.Span;
  /** Path of the file, as the Host names it; whether it is there is not looked at. */
  readonly target: string;
  readonly what: "module" | "file" | "dir";
  readonly written: string;
}

/** The paths of modules in imports and tasks, and those that inputs have if they are not given. */
export function documentLinksOf({ file, checker }: CheckedModule): readonly DocumentLink[] {
  const { peers, typeNodes } = checker.module;
  const link = (text: ast.TextLiteral, what: DocumentLink["what"]): readonly DocumentLink[] => {
    const [part] = text.parts;
    const written = writtenPath(text);
    if (text.parts.length !== 1 || part?.kind !== "chunk" || written.trim() === "") return [];
    return [{ span: part.span, target: peers.pathOf(text), what, written }];
  };
  return file.module.declarations.flatMap((declaration) => {
    if (declaration.kind === "import") return declaration.from === undefined ? [] : link(declaration.from, "module");
    if (declaration.kind === "task") return declaration.from === undefined ? [] : link(declaration.from.path, "module");
    if (declaration.kind !== "input" || declaration.default?.kind !== "text") return [];
    const type = typeNodes.get(declaration.type);
    const kind = type === undefined ? undefined : expand(type).kind;
    return kind === "file" || kind === "dir" ? link(declaration.default, kind) : [];
  });
}
