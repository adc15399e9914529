/** The passes over the files of a program, from a text to all that is known of it. */
import { bind } from "./bind.ts";
import { createChecker } from "./check/checker.ts";
import { addedInBrokenRules, checkUncreatedEdges, checkUndeclaredEdges } from "./check/edges.ts";
import { checkExpression } from "./check/expression.ts";
import { checkModule } from "./check/module.ts";
import { type BashParser } from "./check/shell.ts";
import { checkShellTexts } from "./check/shell-texts.ts";
import { checkUnused } from "./check/unused.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { Host } from "./host.ts";
import { load } from "./load.ts";
import { link, type Linked } from "./link.ts";
import { type ModuleFile, moduleFiles, reachableFrom } from "./module-file.ts";
import type { Memory } from "./memory.ts";
import { Peers } from "./peers.ts";
import { type CheckedModule, moduleProgram } from "./program-of.ts";
import { prove } from "./proofs/prove.ts";
import { type Resolvable, resolve } from "./resolve.ts";
import { findSites } from "./sources.ts";
import type { TypeScriptReader } from "./typescript.ts";

/** What is known of a program, however broken its files are. Whoever asks about places in the text starts here. */
export interface Analysis {
  /** The file, then those that it leads to by imports. */
  readonly modules: readonly CheckedModule[];
  /** Of the file, then of those that it imports, each in the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface CheckOptions {
  /** A second opinion on shell texts (`loadBash`). */
  readonly bash?: BashParser;
  /** What `moduleFiles` answers for the file and its text, where that was asked before. */
  readonly files?: readonly ModuleFile[];
  /** Makes an analysis fast of which the texts are nearly those of one before. */
  readonly memory?: Memory;
  /** Without one, signatures and types cannot be taken from TypeScript. */
  readonly typescript?: TypeScriptReader;
  /** `unproved`: a program with rules that wait for ever (ADG5001) is let through, for those who want to see it do so. */
  readonly waiting?: "unproved";
}

/** Analyses the text of a file, and the `.adg` files that it imports. Never throws on what a user wrote. */
export function analyse(file: string, text: string, host: Host, options: CheckOptions = {}): Analysis {
  options.memory?.turn();
  const files = options.files ?? moduleFiles(file, text, host, options.memory);
  const bound = new Map(files.map((each) => [each, bind(each.module, each.file)]));
  const boundModules = new Map([...bound].map(([each, { value }]) => [each, value]));
  const linked = new Map(files.map((each) => [each, link(each, boundModules)]));
  const peers = new Map([...linked].map(([each, { value }]) => [each, peersOf(each, value, host, options)]));
  const resolvables = [...linked].map(([each, { value }]): [ModuleFile, Resolvable] => [
    each,
    {
      file: each.file,
      module: each.module,
      linked: value,
      isBroken: (span) => each.syntax.isIn(span),
      peers: peers.get(each) ?? peersOf(each, value, host, options),
    },
  ]);
  const modules: CheckedModule[] = [];
  const elsewhere = new Map<string, Diagnostic>();
  for (const [each, resolved] of resolve(new Map(resolvables))) {
    const loaded = load(each.module, each.file, host, {
      reader: options.typescript,
      symbolOf: (task) => resolved.value.symbolOf(task),
    });
    const names = linked.get(each);
    const checker = createChecker(each, resolved.value, checkExpression, (name) => each.syntax.mayDeclare(name));
    checkModule(checker, each.module, (task) => each.syntax.isInBlock(task.span));
    const { sites, recalling } = findSites(each.module, checker);
    checkShellTexts(checker, each.module, each, options);
    const before = [bound.get(each), names, resolved, loaded].flatMap((pass) => pass?.diagnostics ?? []);
    const lost = new Set([...loaded.lost, ...(names?.value.lost ?? [])]);
    modules.push({ file: each, checker, sites, recalling, lost, before: [...each.diagnostics, ...before] });
    for (const diagnostic of loaded.elsewhere) elsewhere.set(JSON.stringify(diagnostic), diagnostic);
  }
  for (const module of modules) checkUses(module, modules);
  const diagnostics = [...modules.flatMap((each) => diagnosticsOf(each, modules, options)), ...elsewhere.values()];
  return { modules, diagnostics };
}

function peersOf(file: ModuleFile, { bound, types }: Linked, host: Host, { typescript }: CheckOptions): Peers {
  return new Peers(file.file, host, typescript, [
    ...bound.types.keys(),
    ...types.keys(),
    ...bound.importedTypes.keys(),
  ]);
}

/** What a file declares and uses, seen together with what the others do with it. */
function checkUses({ file, checker, sites, lost }: CheckedModule, modules: readonly CheckedModule[]): void {
  const broken = addedInBrokenRules(checker, sites.values());
  // A broken edge declaration may be the one that is looked for.
  const isReadable = [...reachableFrom(file)].every(({ syntax }) => syntax.isEmpty);
  if (isReadable) checkUndeclaredEdges(checker, sites.values());
  const isLibrary = !file.module.declarations.some((declaration) => declaration.kind === "start");
  if (isLibrary) return;
  const elsewhere = new Set(modules.flatMap((other) => (other.file === file ? [] : [...other.checker.used])));
  const unused = checkUnused(checker, { elsewhere, lost });
  const everySite = modules.flatMap((each) => [...each.sites.values()]);
  if (isWhole(modules)) checkUncreatedEdges(checker, everySite, { unused, broken });
}

/** What an unknown name would have created cannot be told. */
function isWhole(modules: readonly CheckedModule[]): boolean {
  return modules.every(
    ({ checker }) => checker.lostCalls.size === 0 && !checker.diagnostics.some(({ code }) => code === "ADG2001"),
  );
}

/** All that is said of a file, in the order of the text. */
function diagnosticsOf(
  module: CheckedModule,
  modules: readonly CheckedModule[],
  { waiting }: CheckOptions,
): readonly Diagnostic[] {
  const { file, checker, before } = module;
  // What cannot be read may be what is waited for.
  const isReadable = [...reachableFrom(file)].every(({ syntax }) => syntax.isEmpty);
  const proofs = isReadable ? prove(moduleProgram(module), { isWhole: isWhole(modules) }) : [];
  const proved = waiting === "unproved" ? proofs.filter(({ code }) => code !== "ADG5001") : proofs;
  const found = [...before, ...checker.diagnostics, ...proved];
  return [...file.syntaxErrors, ...file.syntax.withoutConsequences(found)].sort(byPlace);
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  return a.span.start - b.span.start || a.span.end - b.span.end || (a.code < b.code ? -1 : 1);
}
