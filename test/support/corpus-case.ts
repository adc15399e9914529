import { spawn } from "node:child_process";
import { cpSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Executor, Report, run } from "@adg/runtime";
import { checkFile } from "../../cli/src/check-file.ts";
import { readInputs } from "../../cli/src/command-line-inputs.ts";
import { loadCompiled } from "../../cli/src/compiled.ts";
import { diagnosticsJson, type DiagnosticJson } from "../../cli/src/diagnostic-json.ts";
import { runtimeUrl } from "../../cli/src/tool-version.ts";
import type { threads } from "../../runtime/src/executors/threads.ts";

const adg = fileURLToPath(new URL("../../cli/bin/adg.mjs", import.meta.url));

/** The folder with one folder for each case. */
export const corpus = fileURLToPath(new URL("../corpus", import.meta.url));

/** What `expect.json` of a case says; `README.md` of the corpus explains it. */
export interface Expected {
  readonly check: readonly Pick<DiagnosticJson, "code" | "line" | "severity">[];
  readonly hints?: readonly Pick<DiagnosticJson, "code" | "line">[];
  readonly run?: ExpectedRun;
}

export interface ExpectedRun {
  readonly args?: readonly string[];
  readonly exit: number;
  readonly status?: string;
  readonly outputs?: object;
  readonly nodes?: Counted;
  readonly edges?: Readonly<Record<string, number>>;
  readonly rules?: readonly ({ readonly line: number } & Readonly<Record<string, unknown>>)[];
  readonly errors?: readonly { readonly code: string; readonly task?: string }[];
}

type Counted = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** The names of the cases in a folder. */
export function casesIn(cases: string): readonly string[] {
  const entries = readdirSync(cases, { withFileTypes: true });
  return entries.flatMap((entry) => (entry.isDirectory() ? entry.name : [])).sort();
}

export function expectedOf(cases: string, name: string): Expected {
  return JSON.parse(readFileSync(join(cases, name, "expect.json"), "utf8")) as Expected;
}

/** The files of a case in a folder of their own; answers the path of its program. */
export function copyOf(cases: string, name: string, folder: string): string {
  cpSync(join(cases, name), folder, { recursive: true });
  return join(folder, "main.adg");
}

/** What `adg check` says of a program, as `expect.json` lists it. */
export async function checked(file: string): Promise<Pick<Required<Expected>, "check" | "hints">> {
  const found = diagnosticsJson(await checkFile(file));
  return {
    check: byLine(found.filter(isErrorOrWarning).map(({ code, line, severity }) => ({ code, line, severity }))),
    hints: byLine(found.filter((each) => !isErrorOrWarning(each)).map(({ code, line }) => ({ code, line }))),
  };
}

const isErrorOrWarning = ({ severity }: DiagnosticJson): boolean => severity === "error" || severity === "warning";

/** In the order of the lines, and then of the codes. */
export function byLine<T extends Pick<DiagnosticJson, "code" | "line">>(diagnostics: readonly T[]): readonly T[] {
  return diagnostics.toSorted((a, b) => a.line - b.line || a.code.localeCompare(b.code));
}

/** Runs a program by the command, as users do. */
export function commanded(
  folder: string,
  args: readonly string[],
): Promise<{ readonly exit: number | null; readonly report: Report }> {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [adg, "run", "main.adg", "--json", ...args], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let out = "";
    let err = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
    child.on("error", failed);
    child.on("close", (exit) => {
      try {
        done({ exit, report: JSON.parse(out) as Report });
      } catch {
        failed(new Error(`the command printed no report:\n${out}\n${err}`));
      }
    });
  });
}

/** Runs programs in this process, on the built runtime and with one pool of threads for all of them. */
export class Runner {
  readonly #run: typeof run;
  readonly #threads: Executor;

  private constructor(built: typeof run, pool: Executor) {
    this.#run = built;
    this.#threads = pool;
  }

  static async start(): Promise<Runner> {
    const load = (module: string): Promise<unknown> => import(/* @vite-ignore */ new URL(module, runtimeUrl).href);
    const runtime = (await load("./index.js")) as { readonly run: typeof run };
    const executor = (await load("../dist/executors/threads.js")) as { readonly threads: typeof threads };
    return new Runner(runtime.run, executor.threads());
  }

  /** `seed` fixes the order of completions; without one they come as they do. */
  async run(file: string, args: readonly string[], seed?: number): Promise<Report> {
    const compiled = await loadCompiled(file);
    if (compiled.kind === "rejected") throw new Error("the program has errors");
    const { workflow, stateFolder } = compiled;
    const after = (option: string): readonly string[] => args.filter((_, index) => args[index - 1] === option);
    const cwd = dirname(file);
    const inputs = after("--inputs").at(-1);
    return this.#run(workflow, {
      inputs: readInputs(workflow, {
        given: after("--input"),
        file: inputs === undefined ? undefined : join(cwd, inputs),
      }),
      cwd,
      stateDir: stateFolder,
      stub: args.includes("--stub"),
      failFast: args.includes("--fail-fast"),
      executors: [this.#threads],
      ...(seed === undefined ? {} : { shuffle: seed }),
    });
  }

  close(): Promise<void> {
    return this.#threads.close();
  }
}

/** Those parts of a report of which the case says something, as it says them. */
export function comparable(report: Report, expected: ExpectedRun): Partial<ExpectedRun> {
  const { status, outputs, nodes, edges, rules, errors } = expected;
  return {
    ...(status === undefined ? {} : { status: report.status }),
    ...(outputs === undefined ? {} : { outputs: report.outputs }),
    ...(nodes === undefined ? {} : { nodes: withoutZeros(report.nodes as unknown as Counted) }),
    ...(edges === undefined
      ? {}
      : { edges: Object.fromEntries(Object.entries(report.edges).filter(([, n]) => n > 0)) }),
    ...(rules === undefined ? {} : { rules: rules.map((rule) => picked(rule, report)) }),
    ...(errors === undefined ? {} : { errors: sortedErrors(report.errors) }),
  };
}

/** What a case expects of every run of it, in the shape of `comparable`. */
export function comparedTo({ exit: _exit, args: _args, ...expected }: ExpectedRun): Partial<ExpectedRun> {
  return {
    ...expected,
    ...(expected.nodes === undefined ? {} : { nodes: withoutZeros(expected.nodes) }),
    ...(expected.errors === undefined ? {} : { errors: sortedErrors(expected.errors) }),
  };
}

function picked(wanted: { readonly line: number }, { rules }: Report): { readonly line: number } {
  const found: object = rules.find(({ line }) => line === wanted.line) ?? {};
  const fields = Object.keys(wanted).map((field) => [field, (found as Record<string, unknown>)[field]]);
  return Object.fromEntries(fields) as { readonly line: number };
}

function withoutZeros(nodes: Counted): Counted {
  const counts = Object.entries(nodes).map(([task, each]) => [
    task,
    Object.fromEntries(Object.entries(each).filter(([, n]) => n > 0)),
  ]);
  return Object.fromEntries(counts.filter(([, each]) => Object.keys(each as object).length > 0)) as Counted;
}

function sortedErrors(
  errors: readonly { readonly code: string; readonly task?: string }[],
): NonNullable<ExpectedRun["errors"]> {
  const named = errors.map(({ code, task }) => (task === undefined ? { code } : { code, task }));
  return named.sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
}
