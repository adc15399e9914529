import { dirname } from "node:path";
import type { FunctionFacts, NoFacts, TypeFacts, TypeScriptError } from "@adg/compiler/checking";
import type { Project, ts } from "ts-morph";
import { functionFacts, typeFacts } from "./facts.ts";
import { typescript } from "./load.ts";
import { nodeTypes, optionsFor } from "./options.ts";

/** A module as TypeScript sees it now. */
export interface Analysis {
  functionOf(name: string): FunctionFacts | NoFacts;
  typeOf(name: string): TypeFacts | NoFacts;
  readonly errors: readonly TypeScriptError[];
  /** The files that the answers depend on: the module, the user's own ones that it imports, and configuration. */
  readonly files: readonly string[];
}

/** Modules that are read with the same options. */
interface Group {
  readonly project: Project;
  readonly configuration: readonly string[];
  program: ts.Program | undefined;
  /** Whether the types of Node are there. */
  withNode: boolean;
}

/** Reads modules with TypeScript. Those of one folder are read together. */
export function analyser(): (module: string, beside: Iterable<string>) => Analysis {
  const groups = new Map<string, Group>();

  function groupOf(folder: string, module: string): Group {
    let group = groups.get(folder);
    if (group === undefined) {
      const { options, files } = optionsFor(module);
      const project = new (typescript().Project)({
        compilerOptions: options,
        skipAddingFilesFromTsConfig: true,
        skipFileDependencyResolution: true,
      });
      group = { project, configuration: files, program: undefined, withNode: false };
      groups.set(folder, group);
    }
    return group;
  }

  function analyse(module: string, beside: Iterable<string>): Analysis {
    const folder = dirname(module);
    const group = groupOf(folder, module);
    for (const each of [module, ...beside]) {
      if (dirname(each) !== folder || group.project.getSourceFile(each) !== undefined) continue;
      if (group.project.addSourceFileAtPathIfExists(each) !== undefined) group.program = undefined;
    }
    return analysisOf(module, group);
  }

  return (module, beside) => {
    try {
      return analyse(module, beside);
    } catch (error) {
      // A file that is there and cannot be read: the module itself, which the compiler reports, or one that it imports.
      if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
      groups.delete(dirname(module));
      return nothing;
    }
  };
}

function analysisOf(module: string, group: Group): Analysis {
  const program = (group.program ??= group.project.getProgram().compilerObject);
  const file = program.getSourceFile(module);
  if (file === undefined) return nothing;
  const own = ownFiles(program, file);
  const errors = own.flatMap((each) => errorsIn(program, each));
  if (errors.length > 0 && !group.withNode) {
    group.withNode = true;
    group.project.compilerOptions.set(nodeTypes);
    group.program = undefined;
    return analysisOf(module, group);
  }
  return {
    functionOf: (name) => functionFacts(program, file, name),
    typeOf: (name) => typeFacts(program, file, name),
    errors,
    files: [...own.map(({ fileName }) => fileName), ...group.configuration],
  };
}

const nothing: Analysis = {
  functionOf: () => ({ kind: "unknown" }),
  typeOf: () => ({ kind: "unknown" }),
  errors: [],
  files: [],
};

/** The module and the user's own ones that it leads to. */
function ownFiles(program: ts.Program, file: ts.SourceFile): readonly ts.SourceFile[] {
  const checker = program.getTypeChecker();
  const own = new Set([file]);
  // A set goes through what is added meanwhile.
  for (const each of own) {
    for (const specifier of specifiersIn(each)) {
      const imported = checker.getSymbolAtLocation(specifier)?.declarations?.[0]?.getSourceFile();
      if (imported !== undefined && isOwn(imported, program)) own.add(imported);
    }
  }
  return [...own];
}

function specifiersIn(file: ts.SourceFile): readonly ts.Expression[] {
  const { ts } = typescript();
  return file.statements.flatMap((statement) => {
    const isImport = ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement);
    return isImport && statement.moduleSpecifier !== undefined ? [statement.moduleSpecifier] : [];
  });
}

function isOwn(file: ts.SourceFile, program: ts.Program): boolean {
  return !file.isDeclarationFile && !program.isSourceFileFromExternalLibrary(file);
}

function errorsIn(program: ts.Program, file: ts.SourceFile): readonly TypeScriptError[] {
  const { ts } = typescript();
  const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
  return found.flatMap(({ category, code, start = 0, length = 0, messageText }) => {
    if (category !== ts.DiagnosticCategory.Error) return [];
    const message = ts.flattenDiagnosticMessageText(messageText, "\n");
    return [{ code: `TS${code}` as const, file: file.fileName, span: { start, end: start + length }, message }];
  });
}
