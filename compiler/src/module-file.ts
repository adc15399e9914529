/** The `.adg` files of a program: the one that is checked, and all that it leads to by imports. */
import type * as ast from "./ast.ts";
import { diagnose } from "./catalogue.ts";
import type { Diagnostic, Fix } from "./diagnostic.ts";
import { pathsNear, usePath } from "./fixes/path.ts";
import type { FileContent, Host } from "./host.ts";
import type { Memory } from "./memory.ts";
import { parse } from "./parse.ts";
import { isAdgFile, writtenPath } from "./peers.ts";
import { SyntaxErrors } from "./syntax-errors.ts";

/** A file and its text as a tree. */
export interface ModuleFile {
  readonly file: string;
  readonly text: string;
  readonly module: ast.Module;
  readonly syntax: SyntaxErrors;
  readonly syntaxErrors: readonly Diagnostic[];
  /** The file of each import of an `.adg` file; an import is in it only if there is one that can be read. */
  readonly imports: ReadonlyMap<ast.Import, ModuleFile>;
  /** Of imports whose file cannot be read. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads the files that a file leads to, itself first, then in the order in which they are met. Files may import each other. A file
 * that cannot be read is reported once, where it is met first.
 */
export function moduleFiles(file: string, text: string, host: Host, memory?: Memory): readonly ModuleFile[] {
  const files = new Map<string, Reading>([[file, reading(file, text, memory)]]);
  const unreadable = new Set<string>();
  // A map goes through what is added meanwhile.
  for (const importing of files.values()) {
    for (const declaration of importing.module.declarations) {
      if (declaration.kind !== "import" || declaration.from === undefined || !isAdgFile(declaration.from)) continue;
      const path = host.resolve(importing.file, writtenPath(declaration.from));
      let imported = files.get(path);
      if (imported === undefined && !unreadable.has(path)) {
        const content = host.readFile(path);
        if (content.kind === "text") files.set(path, (imported = reading(path, content.text, memory)));
        else {
          unreadable.add(path);
          const fixes = usePath(
            importing.file,
            declaration.from,
            pathsNear(writtenPath(declaration.from), path, host, /\.adg$/),
          );
          importing.diagnostics.push(cannotRead(importing.file, declaration.from, content, fixes));
        }
      }
      if (imported !== undefined) importing.imports.set(declaration, imported);
    }
  }
  return [...files.values()];
}

interface Reading extends ModuleFile {
  readonly imports: Map<ast.Import, ModuleFile>;
  readonly diagnostics: Diagnostic[];
}

function reading(file: string, text: string, memory: Memory | undefined): Reading {
  const { value: module, diagnostics: syntaxErrors } = parse(file, text, memory?.lines);
  const syntax = new SyntaxErrors(text, syntaxErrors);
  return { file, text, module, syntax, syntaxErrors, imports: new Map(), diagnostics: [] };
}

function cannotRead(file: string, from: ast.TextLiteral, content: FileContent, fixes: readonly Fix[]): Diagnostic {
  const path = writtenPath(from);
  const at = { file, span: from.span };
  switch (content.kind) {
    case "not-utf8":
      return diagnose("ADG2003", at, { kind: "unreadable", path, reason: "it has bytes that are no UTF-8" });
    case "unreadable":
      return diagnose("ADG2003", at, { kind: "unreadable", path, reason: content.reason });
    default:
      return diagnose("ADG2003", at, { kind: "no-file", path }, { fixes });
  }
}

/** The file and all that it leads to. */
export function reachableFrom(file: ModuleFile): ReadonlySet<ModuleFile> {
  const reached = new Set([file]);
  // A set goes through what is added meanwhile.
  for (const each of reached) for (const imported of each.imports.values()) reached.add(imported);
  return reached;
}
