import type * as ast from "./ast.ts";
import { type Checker, nameOf } from "./check/checker.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { fileLabels } from "./file-labels.ts";
import type { ModuleFile } from "./module-file.ts";
import type { AddSite, ImportedInput, Program, ProgramModule, Symbol, TaskSymbol } from "./program.ts";

/** A file that was checked. */
export interface CheckedModule {
  readonly file: ModuleFile;
  readonly checker: Checker;
  readonly sites: ReadonlyMap<ast.Call, AddSite>;
  readonly recalling: ReadonlySet<ast.Condition>;
  /** Imported names that are not there. */
  readonly lost: ReadonlySet<ast.ImportedName>;
  /** What the passes before the check said. */
  readonly before: readonly Diagnostic[];
}

/**
 * One program of a file without errors and of those that it leads to. It has the file's own tasks, those that it imports, and what
 * these use in turn: tasks that an imported workflow adds, waits for or puts out. With them come all edges that any of the files
 * declares between them.
 */
export function programOf(modules: readonly CheckedModule[]): Program {
  const [main] = modules;
  if (main === undefined) throw new Error("Internal fault: a program without a file.");
  const symbols = merged(modules.map(({ checker }) => checker.symbols));
  const used = usedBy(main, symbols);
  const order = new Map(modules.flatMap(({ file }) => file.module.declarations).map((each, place) => [each, place]));
  const tasks = [...used.tasks].sort((a, b) => (order.get(a.declaration) ?? 0) - (order.get(b.declaration) ?? 0));
  const files = modules.map(({ file }) => ({ file: file.file, text: file.text, module: file.module }));
  const [own] = files;
  if (own === undefined) throw new Error("Internal fault: a program without a file.");
  return {
    ...own,
    modules: files,
    tasks,
    names: taskNames(tasks, main, files),
    importedInputs: importedInputs(used.inputs, files),
    edges: edgesBetween(used.tasks, modules),
    symbols,
    types: merged(modules.map(({ checker }) => checker.types)),
    typeNodes: merged(modules.map(({ checker }) => checker.module.typeNodes)),
    sites: merged([main.sites, ...modules.slice(1).map((module) => sitesOf(module, used.tasks))]),
    recalling: new Set(modules.flatMap(({ recalling }) => [...recalling])),
    callArguments: merged(modules.map(({ checker }) => checker.callArguments)),
    conditionTasks: merged(modules.map(({ checker }) => checker.conditionTasks)),
    shell: merged(modules.map(({ checker }) => checker.shell)),
  };
}

/**
 * A file by itself as a program: what can be proved of its rules. A rule adds, and waits for, only what has a name where it is
 * written, so no other file has a say in it.
 */
export function moduleProgram({ file, checker, sites, recalling }: CheckedModule): Program {
  const own = { file: file.file, text: file.text, module: file.module };
  const tasks = [...new Set(checker.module.tasks.values())];
  const known = new Set(tasks);
  return {
    ...own,
    modules: [own],
    tasks,
    names: new Map(tasks.map((task) => [task, nameOf(checker, task)])),
    importedInputs: [],
    // Files that are imported also join tasks that have no name here.
    edges: [...checker.module.edges, ...checker.module.importedEdges].filter(
      ({ from, to }) => known.has(from) && known.has(to),
    ),
    symbols: checker.symbols,
    types: checker.types,
    typeNodes: checker.module.typeNodes,
    sites,
    recalling,
    callArguments: checker.callArguments,
    conditionTasks: checker.conditionTasks,
    shell: checker.shell,
  };
}

function merged<K, V>(maps: readonly ReadonlyMap<K, V>[]): ReadonlyMap<K, V> {
  const [only] = maps;
  return maps.length === 1 && only !== undefined ? only : new Map(maps.flatMap((map) => [...map]));
}

interface Used {
  readonly tasks: ReadonlySet<TaskSymbol>;
  /** Of all files. */
  readonly inputs: ReadonlySet<ast.Input>;
}

/** What a file declares and imports, and what that uses in turn. */
function usedBy({ file, checker }: CheckedModule, symbols: ReadonlyMap<ast.Name, Symbol>): Used {
  const tasks = new Set(checker.module.tasks.values());
  const inputs = new Set<ast.Input>();
  for (const declaration of file.module.declarations) if (declaration.kind === "input") inputs.add(declaration);
  const follow = (declaration: object): void => {
    for (const symbol of symbolsIn(declaration, symbols)) {
      if (symbol.kind === "task") tasks.add(symbol);
      if (symbol.kind === "input" && "kind" in symbol.declaration) inputs.add(symbol.declaration);
    }
  };
  // What the file's own ones use is there already. Sets go through what is added meanwhile.
  const own = new Set<object>(file.module.declarations);
  for (const task of tasks) if (!own.has(task.declaration)) follow(task.declaration);
  for (const input of inputs) if (!own.has(input)) follow(input);
  return { tasks, inputs };
}

/** The sites of those workflows of an imported file that the program has: the file's own start and rules are no part of it. */
function sitesOf({ sites, file }: CheckedModule, tasks: ReadonlySet<TaskSymbol>): CheckedModule["sites"] {
  const workflows = [...tasks]
    .map(({ declaration }) => declaration)
    .filter((each) => each.kind === "workflow" && file.module.declarations.includes(each));
  const isInside = ({ span }: ast.Call): boolean =>
    workflows.some((workflow) => workflow.span.start <= span.start && span.end <= workflow.span.end);
  return new Map([...sites].filter(([call]) => isInside(call)));
}

/** What the names in a tree stand for. */
function* symbolsIn(tree: object, symbols: ReadonlyMap<ast.Name, Symbol>): Generator<Symbol> {
  const symbol = symbols.get(tree as ast.Name);
  if (symbol !== undefined) yield symbol;
  for (const part of Object.values(tree) as unknown[])
    if (typeof part === "object" && part !== null) yield* symbolsIn(part, symbols);
}

function edgesBetween(tasks: ReadonlySet<TaskSymbol>, modules: readonly CheckedModule[]): Program["edges"] {
  const seen = new Map<TaskSymbol, Set<TaskSymbol>>();
  return modules
    .flatMap(({ checker }) => checker.module.edges)
    .filter(({ from, to }) => {
      if (!tasks.has(from) || !tasks.has(to)) return false;
      const targets = seen.get(from) ?? new Set();
      seen.set(from, targets);
      return !targets.has(to) && targets.add(to);
    });
}

function taskNames(
  tasks: readonly TaskSymbol[],
  { checker }: CheckedModule,
  files: readonly ProgramModule[],
): ReadonlyMap<TaskSymbol, string> {
  const names = new Map<TaskSymbol, string>();
  for (const [name, task] of checker.module.tasks) if (!names.has(task)) names.set(task, name);
  const others = tasks.filter((task) => !names.has(task));
  const wanted = Map.groupBy(others, ({ name }) => name);
  const taken = new Set(names.values());
  const isClear = (name: string): boolean => !taken.has(name) && wanted.get(name)?.length === 1;
  for (const task of others) if (isClear(task.name)) names.set(task, task.name);
  const labels = fileLabels(files.map(({ file }) => file));
  for (const task of others)
    if (!names.has(task)) names.set(task, `${labels.get(fileOf(task.declaration, files).file)}.${task.name}`);
  return names;
}

function importedInputs(used: ReadonlySet<ast.Input>, files: readonly ProgramModule[]): readonly ImportedInput[] {
  const labels = fileLabels(files.map(({ file }) => file));
  return files.slice(1).flatMap((module) =>
    module.module.declarations.flatMap((declaration) => {
      if (declaration.kind !== "input" || !used.has(declaration)) return [];
      return [{ declaration, module, name: `${labels.get(module.file)}.${declaration.name.text}` }];
    }),
  );
}

function fileOf(declaration: ast.Task | ast.Workflow, files: readonly ProgramModule[]): ProgramModule {
  const found = files.find(({ module }) => module.declarations.includes(declaration));
  if (found === undefined) throw new Error(`Internal fault: "${declaration.name.text}" is declared nowhere.`);
  return found;
}
