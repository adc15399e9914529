/** What makes two nodes the same to the cache: the task, its code, and the arguments, files by content. */
import { hash } from "node:crypto";
import { basename } from "node:path";
import { attributeOf, bindingsOf, type AttemptOrder } from "../attempt-call.ts";
import { canonical } from "../library/canonical.ts";
import { mapPaths, pathsIn } from "../paths.ts";
import type { CallBindings, Parameter, Value, Workflow } from "../workflow.ts";
import { codeOfModule, codeOfPython, type Code } from "./code.ts";
import type { Contents } from "./contents.ts";

/** A key, and what it was made of, so that it can be told what changed. Neither holds a secret. */
export interface CacheKey {
  readonly key: string;
  readonly parts: Readonly<Record<string, Value>>;
  /** Of a module: the files that it is made of (see `Code`). */
  readonly code?: Code["files"];
}

/** What the key of a node is made with. */
export interface KeyOptions {
  readonly contents: Contents;
  /** Digests of code that are known. Threads keep the modules that they have loaded, so they hold for the whole run. */
  readonly code: Map<string, Code>;
  readonly inputs: readonly Parameter[];
}

/** Rejects where the key cannot be made: a file is not there, an attribute cannot be computed. */
export async function keyOf(order: AttemptOrder, options: KeyOptions): Promise<CacheKey> {
  const { task, types, folder } = order;
  const args: Record<string, Value> = {};
  for (const [i, { name, type }] of task.parameters.entries())
    args[name] = await byContent(order.args[i] ?? null, type, types, options.contents);
  const seen = withoutOut(order);
  const read = new Set<string>();
  textsOf(order, { ...seen, inputs: noting(seen.inputs, read) });
  const inputs: Record<string, Value> = {};
  for (const { name, type } of options.inputs)
    if (read.has(name)) inputs[name] = await byContent(order.inputs[name] ?? null, type, types, options.contents);
  const { implementation } = task;
  const code =
    implementation.kind === "module"
      ? once(options.code, implementation.module, codeOfModule)
      : implementation.kind === "python"
        ? once(options.code, implementation.module, (module) => codeOfPython(folder, module))
        : undefined;
  const parts: Record<string, Value> = {
    task: task.name,
    ...textsOf(order, { ...seen, args, inputs }),
    args,
    result: task.result as unknown as Value,
    ...(code === undefined ? {} : { module: code.digest }),
    ...("name" in implementation ? { function: implementation.name } : {}),
  };
  const key = { key: hash("sha256", canonical(parts)), parts };
  return code === undefined ? key : { ...key, code: code.files };
}

function once(known: Map<string, Code>, name: string, make: (name: string) => Code): Code {
  const code = known.get(name) ?? make(name);
  known.set(name, code);
  return code;
}

/** The first attempt: a retry looks for the same. */
function withoutOut(order: AttemptOrder): CallBindings {
  return { ...bindingsOf(order), attempt: 1 };
}

/** What the attributes that shape the result come to. Paths of outputs are as declared: where a node works is no matter. */
function textsOf({ task }: AttemptOrder, call: CallBindings): Record<string, Value> {
  const out = attributeOf(task.out, call) ?? "";
  const withOut = { ...call, out };
  const { implementation } = task;
  const env = Object.fromEntries((task.env ?? []).map(({ name, value }) => [name, attributeOf(value, withOut) ?? ""]));
  return { out, env, ...(implementation.kind === "shell" ? { script: implementation.script(withOut) } : {}) };
}

/** A record that notes which of its fields are read. */
function noting<T extends object>(record: T, read: Set<string>): T {
  return new Proxy(record, {
    get(target, name) {
      if (typeof name === "string") read.add(name);
      return Reflect.get(target, name) as unknown;
    },
  });
}

/**
 * The value with a digest in the place of each file's folder. The name stays: a task may read it, and a result that bears another
 * file's name would be a wrong one.
 */
async function byContent(
  value: Value,
  type: Parameter["type"],
  types: Workflow["types"],
  contents: Contents,
): Promise<Value> {
  const known = new Map<string, string>();
  for (const { path } of pathsIn(value, type, { types }))
    if (!known.has(path)) known.set(path, await contents.of(path));
  return mapPaths(value, type, { types }, ({ path }) => `/${known.get(path)}/${basename(path)}`);
}
