import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "vitest";
import { check, emit, type CheckOptions, type Host } from "@adg/compiler";
import { gatherBrand, isNode, nodeBrand, type Appender, type NodeRef, type Workflow } from "@adg/runtime";

export type Emitted = ReturnType<typeof emit>;

/** Compiles a program in which nothing is wrong, as if it stood beside the modules that it names. */
export function compile(text: string, runtime?: string, checks: CheckOptions = {}): Emitted {
  const host: Host = {
    readFile: () => ({ kind: "missing" }),
    resolve: (_, path) => path,
    moduleExports: () => ({ kind: "unknown" }),
  };
  const { program, diagnostics } = check("main.adg", text, host, checks);
  expect(diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message)).toEqual([]);
  if (program === undefined) throw new Error("The program was not checked to its end.");
  const options = { sourceUrl: (file: string) => `./${file}`, resolveModule: (path: string) => path };
  return emit(program, runtime === undefined ? options : { ...options, runtime });
}

/** Compiles a program into the folder and loads what came out, on the runtime's sources. */
export async function load(text: string, folder: string, name = "main", checks: CheckOptions = {}): Promise<Workflow> {
  const runtime = new URL("../../runtime/src/index.ts", import.meta.url).href;
  const { javascript, map } = compile(text, runtime, checks);
  const script = join(folder, `${name}.mjs`);
  writeFileSync(join(folder, "main.adg"), text);
  writeFileSync(`${script}.map`, JSON.stringify(map));
  writeFileSync(script, `${javascript}//# sourceMappingURL=${name}.mjs.map\n`);
  const { workflow } = (await import(/* @vite-ignore */ pathToFileURL(script).href)) as { readonly workflow: Workflow };
  return workflow;
}

/** What a body asked for. Edges are the nodes that came along, by number, sorted. */
export interface Asked {
  readonly added: readonly {
    readonly task: number;
    readonly args: readonly unknown[];
    readonly edges: readonly number[];
  }[];
  readonly made: readonly { readonly rule: number; readonly names: Readonly<Record<string, unknown>> }[];
}

/** Runs a body against a graph in which these nodes exist, by task. */
export function perform(
  workflow: Workflow,
  rule: number,
  at: Readonly<Record<string, unknown>>,
  nodes: Readonly<Record<number, readonly NodeRef[]>> = {},
): Asked {
  const added: { task: number; args: readonly unknown[]; edges: readonly number[] }[] = [];
  const made: { rule: number; names: Readonly<Record<string, unknown>> }[] = [];
  const all = ({ task }: { readonly task: number }) => nodes[task] ?? [];
  const appender = {
    add({ task }: { readonly task: number }, _site: number, args: readonly unknown[], options: object = {}) {
      const { from, after } = options as { readonly from?: unknown; readonly after?: unknown };
      added.push({ task, args: args.map(plain), edges: nodesIn([args, from, after]) });
      const parameters = workflow.tasks[task]?.parameters ?? [];
      return node(1000 + added.length, { args: Object.fromEntries(parameters.map(({ name }, i) => [name, args[i]])) });
    },
    when: (nested: number, names: Readonly<Record<string, unknown>>) => made.push({ rule: nested, names }),
    fail(message: string) {
      throw new Error(message);
    },
    all,
    gather: (mode: string, task: { readonly task: number }) =>
      mode === "all" ? all(task) : { [gatherBrand]: true, mode, nodes: all(task) },
  };
  const body = workflow.rules[rule]?.body(appender as unknown as Appender, at);
  while (body !== undefined && body.next().done !== true);
  return { added, made };
}

/** A node as a rule sees it. */
export function node(number: number, what: { readonly args?: object; readonly result?: unknown } = {}): NodeRef {
  return {
    [nodeBrand]: true,
    node: number,
    args: {},
    result: null,
    error: "",
    key: null,
    outcome: undefined as never,
    ...what,
  };
}

/** Nodes as `#1`. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  if (isNode(value)) return `#${value.node}`;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plain(field)]));
}

function nodesIn(value: unknown): readonly number[] {
  const found = new Set<number>();
  const visit = (each: unknown): void => {
    if (typeof each !== "object" || each === null) return;
    if (!Array.isArray(each) && isNode(each)) found.add(each.node);
    else for (const part of Object.values(each)) visit(part);
  };
  visit(value);
  return [...found].sort((a, b) => a - b);
}
