/** Paths of files, and the names that they export. */
import type * as ast from "../../ast.ts";
import type { Span } from "../../ast.ts";
import { parse } from "../../parse.ts";
import { isAdgFile, writtenPath } from "../../peers.ts";
import type { Offer, Surroundings } from "./completion.ts";
import type { Cursor } from "./cursor.ts";

/** The files beside, and those of the workspace, that the path at the cursor may mean. `content`: what is between the quotes. */
export function pathOffers(
  of: "task" | "import",
  file: string,
  { written, content }: { readonly written: string; readonly content: Span },
  { host, files = [] }: Surroundings,
): readonly Offer[] {
  const folder = /^(?:.*\/)?/.exec(written)?.[0] ?? "";
  const base = folder.startsWith(".") ? folder : `./${folder}`;
  const beside = host.filesBeside?.(host.resolve(file, `${base}file`)) ?? [];
  const paths = beside.map((name) => `${base}${name}`);
  const elsewhere = of === "import" ? files.map(({ path }) => path) : [];
  return [...new Set([...paths, ...elsewhere])]
    .filter((path) => /\.(?:[cm]?[jt]s|adg)$/.test(path) && !/\.d\.[cm]?ts$/.test(path))
    .filter((path) => (of === "import" || !path.endsWith(".adg")) && host.resolve(file, path) !== file)
    .map((path) => ({
      label: path,
      kind: "file",
      likelihood: path.endsWith(".adg") || of === "task" ? "best" : "good",
      span: content,
    }));
}

/** The names that the file exports which an import, or a task, names. */
export function exportOffers(from: ast.TextLiteral, what: "values" | "types", cursor: Cursor): readonly Offer[] {
  const { host } = cursor.surroundings;
  const { file, checker } = cursor.checked;
  const path = host.resolve(file.file, writtenPath(from));
  if (isAdgFile(from)) return declarationsOf(path, what, cursor);
  if (what === "types") {
    const facts = checker.module.peers.typeOf(from, "");
    return facts.kind === "missing" ? facts.names.map((label) => ({ label, kind: "type", likelihood: "best" })) : [];
  }
  const exported = host.moduleExports(path);
  if (exported.kind !== "exports") return [];
  return exported.names.map((label) => ({ label, kind: "function", likelihood: "best" }));
}

function declarationsOf(path: string, what: "values" | "types", cursor: Cursor): readonly Offer[] {
  const known = cursor.analysis.modules.find(({ file }) => file.file === path)?.file;
  const content = known ?? cursor.surroundings.host.readFile(path);
  if (!("text" in content)) return [];
  const { text } = content;
  const module = known?.module ?? parse(path, text).value;
  return module.declarations.flatMap((declaration): readonly Offer[] => {
    if (declaration.kind === "type")
      return [{ label: declaration.name.text, kind: "type", documentation: declaration.doc, likelihood: "good" }];
    if (what === "types" || (declaration.kind !== "task" && declaration.kind !== "workflow")) return [];
    const { name, kind, doc } = declaration;
    return [{ label: name.text, kind, detail: headText(declaration, text), documentation: doc, likelihood: "best" }];
  });
}

/** `pdf(source: file) -> Sheet` as it is written. */
function headText({ name, parameters, result }: ast.Task | ast.Workflow, text: string): string {
  const given = (parameters ?? []).map(({ span }) => text.slice(span.start, span.end)).join(", ");
  const to = result === undefined ? "" : ` -> ${text.slice(result.span.start, result.span.end)}`;
  return parameters === undefined ? name.text : `${name.text}(${given})${to}`;
}
