import { createRequire } from "node:module";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ts } from "ts-morph";
import { typescript } from "./load.ts";

/** How TypeScript is to read a module, and the files that say so, or would if they were there. */
export interface ModuleOptions {
  readonly options: ts.CompilerOptions;
  readonly files: readonly string[];
}

/** The options of the nearest `tsconfig.json`; where there is none, strict, but for types that are left out. */
export function optionsFor(module: string): ModuleOptions {
  const { ts } = typescript();
  const folder = dirname(module);
  const config = ts.findConfigFile(folder, ts.sys.fileExists);
  if (config === undefined) {
    const options = { ...unconfigured(), ...lenient, ...always(folder) };
    return { options, files: [join(folder, "tsconfig.json")] };
  }
  const source = ts.readJsonConfigFile(config, ts.sys.readFile);
  // Which files the configuration covers does not matter, and looking for them may take long.
  const host = { ...ts.sys, readDirectory: () => [] };
  const { options } = ts.parseJsonSourceFileConfigFileContent(source, host, dirname(config));
  const { rootDir: _root, outDir: _out, tsBuildInfoFile: _info, declarationMap: _map, ...kept } = options;
  const resolution = kept.module === undefined ? unconfigured() : {};
  const files = [config, ...(source.extendedSourceFiles ?? [])];
  return { options: { ...resolution, ...kept, ...always(folder, kept.paths) }, files };
}

const lenient: ts.CompilerOptions = {
  strict: true,
  noImplicitAny: false,
  strictPropertyInitialization: false,
  useUnknownInCatchVariables: false,
};

/** How modules are found. */
function unconfigured(): ts.CompilerOptions {
  const { ts } = typescript();
  return {
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ["lib.esnext.d.ts"],
    resolveJsonModule: true,
  };
}

/** What a task may always do: import `.ts` files, be JavaScript, and take its context's type from the runtime. */
function always(folder: string, paths: ts.CompilerOptions["paths"] = {}): ts.CompilerOptions {
  const { ts } = typescript();
  return {
    noEmit: true,
    composite: false,
    incremental: false,
    declaration: false,
    allowImportingTsExtensions: true,
    rewriteRelativeImportExtensions: false,
    allowJs: true,
    checkJs: false,
    skipLibCheck: true,
    noUnusedLocals: false,
    noUnusedParameters: false,
    moduleDetection: ts.ModuleDetectionKind.Force,
    types: [],
    typeRoots: typeRoots(folder),
    paths: { ...paths, "@adg/runtime": runtimeTypes() },
  };
}

/** Where the types of the runtime lie. */
function runtimeTypes(): string[] {
  return [fileURLToPath(import.meta.resolve("@adg/runtime")).replace(/\.js$/, ".d.ts")];
}

/** The types of Node. Reading them takes longer than most modules: they are added where something is not found without. */
export const nodeTypes: ts.CompilerOptions = { types: ["node"] };

/** Where types of packages lie: those beside the module, then our own. */
function typeRoots(folder: string): string[] {
  const roots: string[] = [];
  for (let at = folder; ; at = dirname(at)) {
    const root = join(at, "node_modules", "@types");
    if (existsSync(root)) roots.push(root);
    if (dirname(at) === at) break;
  }
  const own = createRequire(import.meta.url).resolve("@types/node/package.json");
  return [...roots, dirname(dirname(own))];
}
