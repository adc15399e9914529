/** Fixes for what nothing uses (ADG2004). */
import type * as ast from "../ast.ts";
import type { Fix } from "../diagnostic.ts";
import { everyPart } from "../emit/walk.ts";
import { isAdgFile } from "../peers.ts";
import { type FixedFile, merged, removeElement, removeLines } from "./remove.ts";
import { removeEdges } from "./remove-edges.ts";

/** A file and its tree. */
export interface FixedModule extends FixedFile {
  readonly module: ast.Module;
}

/** Takes away a task, workflow or type, and the edges of that name: somebody may still want to use it. */
export function removeDeclaration(
  source: FixedModule,
  declaration: ast.Task | ast.Workflow | ast.TypeDeclaration,
): readonly Fix[] {
  const { name, kind, span } = declaration;
  const edges = kind === "type" ? [] : edgesOf(source, name.text);
  const lines = removeLines(source, [span]);
  if (edges === undefined) return [];
  const title = `Remove the ${kind} "${name.text}"${edges.length > 0 ? " and its edges" : ""}`;
  return [{ title, applicability: "suggested", edits: merged([...lines, ...edges]) }];
}

/** Takes an imported name away, or the import if it is the only one: it can be written again at any time. */
export function removeImport(source: FixedModule, imported: ast.ImportedName): readonly Fix[] {
  const declaration = source.module.declarations.find(
    (each) => each.kind === "import" && each.names.includes(imported),
  );
  if (declaration?.kind !== "import") return [];
  const name = (imported.as ?? imported.name).text;
  const { names, span } = declaration;
  const edges = declaration.typeOnly ? [] : edgesOf(source, name);
  if (edges === undefined) return [];
  const own = names.length === 1 ? removeLines(source, [span]) : removeElement(source, names, names.indexOf(imported));
  const bringsEdges = names.length === 1 && declaration.from !== undefined && isAdgFile(declaration.from);
  const title = `Remove the import of "${name}"${edges.length > 0 ? " and its edges" : ""}`;
  // Edges say what may be, and somebody meant them; those that another file declares come with any import of it.
  return [
    { title, applicability: edges.length > 0 || bringsEdges ? "suggested" : "safe", edits: merged([...own, ...edges]) },
  ];
}

/**
 * Takes the name away from a node that is added, which stays; any other `let` goes as a whole. None for one that adds nodes somewhere
 * inside, or that is all there is in its body.
 */
export function removeLet(
  source: FixedModule,
  statement: ast.Statement & { readonly kind: "let" },
  adds: (call: ast.Call) => boolean,
): readonly Fix[] {
  const { name, value, span } = statement;
  const { file } = source;
  if (value.kind === "call" && adds(value)) {
    const edits = [{ file, span: { start: span.start, end: value.span.start }, text: "" }];
    return [{ title: `Remove the name "${name.text}"`, applicability: "safe", edits }];
  }
  const isWhole = everyPart(value).every((part) => part.kind !== "call" || !adds(part));
  if (!isWhole || isAlone(statement, source.module)) return [];
  const title = `Remove "let ${name.text}"`;
  return [{ title, applicability: "suggested", edits: removeLines(source, [span]) }];
}

/** What takes the edges of a task away; `undefined` where edges of it may not have been read. */
function edgesOf(source: FixedModule, name: string): Fix["edits"] | undefined {
  const edges = edgesByName(source.module);
  if (edges === "unread") return undefined;
  return removeEdges(source, edges.get(name) ?? [], (from, to) => from.text === name || to.text === name);
}

const edgesIn = new WeakMap<ast.Module, ReadonlyMap<string, readonly ast.Edge[]> | "unread">();

/** The edge declarations that name a task, each once; found once for all tasks of a module. */
function edgesByName(module: ast.Module): ReadonlyMap<string, readonly ast.Edge[]> | "unread" {
  const known = edgesIn.get(module);
  if (known !== undefined) return known;
  const edges = module.declarations.filter((declaration) => declaration.kind === "edge");
  const named = edges.flatMap((edge) =>
    [...new Set(edge.groups.flat().map(({ text }) => text))].map((name) => ({ name, edge })),
  );
  const byName = new Map(
    [...Map.groupBy(named, ({ name }) => name)].map(([name, each]) => [name, each.map(({ edge }) => edge)]),
  );
  const found = edges.some(({ broken }) => broken) ? "unread" : byName;
  edgesIn.set(module, found);
  return found;
}

const loneIn = new WeakMap<ast.Module, ReadonlySet<ast.Statement>>();

/** Whether a statement is all that there is in its body. */
function isAlone(statement: ast.Statement, module: ast.Module): boolean {
  const known = loneIn.get(module);
  const lone =
    known ?? new Set(bodiesIn(module).flatMap(({ statements }) => (statements.length === 1 ? statements : [])));
  if (known === undefined) loneIn.set(module, lone);
  return lone.has(statement);
}

/** Every body, those within others among them. */
function bodiesIn(module: ast.Module): readonly ast.Body[] {
  const found: ast.Body[] = [];
  const enter = (body: ast.Body): void => {
    found.push(body);
    for (const statement of body.statements) {
      if (statement.kind === "for" || statement.kind === "rule") enter(statement.body);
      if (statement.kind !== "if") continue;
      statement.branches.forEach((branch) => enter(branch.body));
      if (statement.else !== undefined) enter(statement.else);
    }
  };
  for (const declaration of module.declarations) {
    const members = declaration.kind === "workflow" ? declaration.members : [declaration];
    for (const member of members) if (member.kind === "start" || member.kind === "rule") enter(member.body);
  }
  return found;
}
