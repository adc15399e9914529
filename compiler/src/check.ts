/** The passes over one file, from its text to a checked program. */
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
import { parse } from "./parse.ts";
import { Peers } from "./peers.ts";
import type { Program } from "./program.ts";
import { prove } from "./proofs/prove.ts";
import { resolve } from "./resolve.ts";
import { findSites } from "./sources.ts";
import { SyntaxErrors } from "./syntax-errors.ts";
import type { TypeScriptReader } from "./typescript.ts";

export interface Checked {
  /** There only if nothing is wrong: what has errors is never emitted. */
  readonly program?: Program;
  /** In the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface CheckOptions {
  /** A second opinion on shell texts (`loadBash`). */
  readonly bash?: BashParser;
  /** Without one, signatures and types cannot be taken from TypeScript. */
  readonly typescript?: TypeScriptReader;
  /** `unproved`: a program with rules that wait for ever (ADG5001) is let through, for those who want to see it do so. */
  readonly waiting?: "unproved";
}

/** Checks the text of a file. Never throws on what a user wrote. */
export function check(file: string, text: string, host: Host, options: CheckOptions = {}): Checked {
  const parsed = parse(file, text);
  const module = parsed.value;
  const syntax = new SyntaxErrors(text, parsed.diagnostics);

  const loaded = load(module, file, host, options.typescript);
  const bound = bind(module, file);
  const peers = new Peers(file, host, options.typescript, [
    ...bound.value.types.keys(),
    ...bound.value.importedTypes.keys(),
  ]);
  const resolved = resolve(module, bound.value, file, (span) => syntax.isIn(span), peers);
  const checker = createChecker(file, resolved.value, checkExpression);
  checkModule(checker, module, (task) => syntax.isInBlock(task.span));
  const sites = findSites(module, checker);
  checkShellTexts(checker, module, { file, text }, options.bash);

  const broken = addedInBrokenRules(checker, sites.values());
  // A broken edge declaration may be the one that is looked for.
  if (syntax.isEmpty) checkUndeclaredEdges(checker, sites.values(), { module, text });
  // What an unknown name would have created cannot be told.
  const isWhole = checker.lostCalls.size === 0 && !checker.diagnostics.some((each) => each.code === "ADG2001");
  const isLibrary = !module.declarations.some((declaration) => declaration.kind === "start");
  if (!isLibrary) {
    const unused = checkUnused(checker, loaded.lost);
    if (isWhole) checkUncreatedEdges(checker, sites.values(), { unused, broken });
  }

  const program: Program = {
    file,
    text,
    module,
    tasks: [...resolved.value.tasks.values()],
    edges: resolved.value.edges,
    symbols: checker.symbols,
    types: checker.types,
    typeNodes: resolved.value.typeNodes,
    sites,
    callArguments: checker.callArguments,
    conditionTasks: checker.conditionTasks,
    shell: checker.shell,
  };
  // What cannot be read may be what is waited for.
  const proofs = syntax.isEmpty ? prove(program, { isWhole }) : [];
  const proved = options.waiting === "unproved" ? proofs.filter(({ code }) => code !== "ADG5001") : proofs;

  const found = [
    ...loaded.diagnostics,
    ...bound.diagnostics,
    ...resolved.diagnostics,
    ...checker.diagnostics,
    ...proved,
  ];
  const own = [...parsed.diagnostics, ...syntax.withoutConsequences(found)].sort(byPlace);
  const diagnostics = [...own, ...loaded.elsewhere];
  if (diagnostics.some((diagnostic) => diagnostic.severity === "error")) return { diagnostics };
  return { program, diagnostics };
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  return a.span.start - b.span.start || a.span.end - b.span.end || (a.code < b.code ? -1 : 1);
}
