import type * as ast from "../ast.ts";
import type { Program } from "../program.ts";
import { unknownType } from "../type-shape.ts";
import { block, code, joined, quoted, types, type Code } from "./code.ts";
import { Context, type EmitOptions } from "./context.ts";
import { emitComprehension } from "./emit-loop.ts";
import { emitCondition, emitExpression } from "./emit-expression.ts";
import { emitRules, type EmittedRule } from "./emit-rule.ts";
import { emitScope } from "./emit-scope.ts";
import { emitTask } from "./emit-task.ts";
import { constantText } from "./emit-text.ts";
import { emitHandleType, emitTypeDeclarations } from "./emit-type.ts";
import { emitTypeTable, emitValueType } from "./emit-value-type.ts";
import { emitDeclarations, emitWorkflowType } from "./emit-workflow-type.ts";
import { runtimeTypes, runtimeValues } from "./names.ts";
import { rulesOf, type RuleLike } from "./number-rules.ts";
import { print, type Printed } from "./print.ts";

export type { EmitOptions } from "./context.ts";

/** A compiled program. */
export interface EmittedModule extends Printed {
  /** What it exports, for TypeScript: the text of a `.d.ts` file. */
  readonly declarations: string;
}

/**
 * Compiles a checked program. The TypeScript has all types; the JavaScript is the same text with the types blanked, so the
 * map from positions of the output to the `.adg` file holds for both. Both export `workflow` (the runtime's `Workflow`).
 */
export function emit(program: Program, options: EmitOptions): EmittedModule {
  const context = new Context(program, options, {
    expression: emitExpression,
    condition: emitCondition,
    comprehension: emitComprehension,
  });
  const rules = emitAllRules(context);
  const handles = [...context.handles].sort(([a], [b]) => context.taskId(a) - context.taskId(b));
  const declarations = handles.map(
    ([task, name]) =>
      code`const ${name}${types`: ${emitHandleType(task, context)}`} = { task: ${String(context.taskId(task))} };`,
  );
  const type = emitWorkflowType(context);
  const tables = emitTables(rules, context);
  // What is called, also by tasks, is known now; the table of types holds what all of this refers to.
  declarations.push(...emitGiven(context));
  const head = code`export const workflow${types`: ${type}`} = {`;
  const table = block(head, [...tables, emitTypeTable(context)], "};");
  // Last, as all else says what it needs: the types, then the imports.
  const aliases = emitTypeDeclarations(context);
  const lines = [
    `// Compiled from ${fileName(program.file)}; changes here are lost.`,
    ...emitImports(context),
    ...section(aliases),
    ...section([...emitFiles(context), ...declarations]),
    ...rules.flatMap((rule) => section(rule.functions)),
    ...section([table]),
    ...(options.mapPath === undefined ? [] : [`//# sourceMappingURL=${options.mapPath}`]),
  ];
  return {
    ...print(lines, context.sources[0]?.map ?? { url: options.sourceUrl(program.file), text: program.text }),
    declarations: emitDeclarations(type, context),
  };
}

/** The URLs of imported `.adg` files. To be made when all else is. */
function emitFiles({ sources }: Context): readonly Code[] {
  return sources.flatMap((source) => {
    if (!source.isNamed || source.variable === undefined) return [];
    return [code`const ${source.variable} = new URL(${quoted(source.map.url)}, import.meta.url).href;`];
  });
}

/** Lines with a blank line before them. */
function section(lines: readonly Code[]): readonly Code[] {
  return lines.length === 0 ? [] : ["", ...lines];
}

function emitAllRules(context: Context): readonly EmittedRule[] {
  const table = new Map<RuleLike, EmittedRule>();
  for (const [id, scope] of context.scopes.entries()) emitRules(rulesOf(scope), id, table, context);
  return context.rules.flatMap((rule) => table.get(rule) ?? []);
}

/** The types of what imported functions give. */
function emitGiven(context: Context): readonly Code[] {
  return [...context.importedFunctions].map(([{ signature }, { result }]) => {
    const type = emitValueType(signature?.result ?? unknownType, context);
    return code`const ${result}${types`: ${context.runtime("ValueType")}`} = ${type};`;
  });
}

function emitTables(rules: readonly EmittedRule[], context: Context): readonly Code[] {
  const { program, options, scopes } = context;
  const name = fileName(program.file).replace(/\.adg$/, "");
  const tasks = program.tasks.map((task) => {
    const scope = task.declaration.kind === "workflow" ? scopes.indexOf(task.declaration) : undefined;
    return emitTask(task, scope, context);
  });
  const edges = program.edges.map(
    ({ from, to }) =>
      code`[${String(context.taskId(from))}, ${String(context.taskId(to))}], // ${context.nameOf(from)} -> ${context.nameOf(to)}`,
  );
  const scopeEntries = scopes.map((scope) =>
    emitScope(scope, scope.kind === "workflow" ? scope.name.text : name, context),
  );
  return [
    "version: 1,",
    code`name: ${quoted(name)},`,
    code`source: new URL(${quoted(options.sourceUrl(program.file))}, import.meta.url).href,`,
    list("tasks", tasks),
    list("edges", edges),
    list("scopes", scopeEntries),
    list(
      "rules",
      rules.map((rule) => rule.entry),
    ),
  ];
}

function list(name: string, entries: readonly Code[]): Code {
  return entries.length === 0 ? `${name}: [],` : block(`${name}: [`, entries, "],");
}

function emitImports(context: Context): readonly Code[] {
  const { options, imported, program } = context;
  const functions = new Map([...context.importedFunctions].map(([symbol, { callee }]) => [symbol.declaration, callee]));
  const runtime = quoted(options.runtime ?? "@adg/runtime");
  const values = runtimeValues.filter((name) => imported.has(name));
  const names = runtimeTypes.filter((name) => imported.has(name));
  const lines: Code[] = [];
  if (values.length > 0) lines.push(`import { ${values.join(", ")} } from ${runtime};`);
  if (names.length > 0) lines.push(types`import type { ${names.join(", ")} } from ${runtime};`);
  for (const { file, module } of program.modules)
    for (const declaration of module.declarations)
      if (declaration.kind === "import") lines.push(...emitImport(declaration, functions, file, context));
  return lines;
}

function emitImport(
  declaration: ast.Import,
  functions: ReadonlyMap<ast.ImportedName, string>,
  file: string,
  { options }: Context,
): readonly Code[] {
  const used = declaration.names.flatMap((imported) => {
    const name = functions.get(imported);
    if (name === undefined) return [];
    return [imported.name.text === name ? name : `${imported.name.text} as ${name}`];
  });
  if (used.length === 0 || declaration.from === undefined) return [];
  return [
    code`import { ${joined(used, ", ")} } from ${quoted(options.resolveModule(constantText(declaration.from), file))};`,
  ];
}

/** The last part of a path, in whatever form the Host has it. */
function fileName(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}
