/** What an attempt is made of, and how an executor sees it. */
import { join, resolve, sep } from "node:path";
import type { Call } from "./executor.ts";
import { ExpressionError } from "./library/expression-error.ts";
import type { Stop } from "./stop.ts";
import type { Attribute, CallBindings, Task, Value, Workflow } from "./workflow.ts";

/** What an attempt is of. */
export interface AttemptOrder {
  readonly run: string;
  readonly nodeId: string;
  readonly task: Task;
  readonly types: Workflow["types"];
  /** Absolute path of the folder of the file that the task is from. */
  readonly folder: string;
  /** Absolute path of the node's own folder. */
  readonly nodeFolder: string;
  readonly args: readonly Value[];
  readonly inputs: Readonly<Record<string, Value>>;
  /** From 1. */
  readonly attempt: number;
  /** As in a `Call`. */
  readonly atOnce?: number | undefined;
  readonly inherits: Call["inherits"];
  readonly withheld: Call["withheld"];
}

/** What attributes may read. */
export function bindingsOf(order: AttemptOrder, out: Value = ""): CallBindings {
  const args = Object.fromEntries(order.task.parameters.map(({ name }, i) => [name, order.args[i] ?? null]));
  return { args, inputs: order.inputs, attempt: order.attempt, out };
}

/** The value of an attribute. Throws what the user's expression throws. */
export function attributeOf<T>(attribute: Attribute<T> | undefined, call: CallBindings): T | undefined {
  return typeof attribute === "function" ? (attribute as (call: CallBindings) => T)(call) : attribute;
}

/**
 * `again` where the task wants another attempt after this one, which has failed. `final`: no other could help; `lost`: so many attempts
 * before it are not counted.
 */
export function againOf(
  order: AttemptOrder,
  { final, lost }: { readonly final: boolean | undefined; readonly lost: number },
): { readonly again?: true } {
  return final !== true && wantsAnother(order, order.attempt - lost) ? { again: true } : {};
}

function wantsAnother(order: AttemptOrder, attempt: number): boolean {
  const { retry, backoff } = order.task;
  if (retry === undefined) return false;
  try {
    const call = { ...bindingsOf(order), attempt };
    attributeOf(backoff, call);
    return attempt <= (attributeOf(retry, call) ?? 0);
  } catch {
    // Then the node fails by that.
    return false;
  }
}

/** Absolute paths of the declared output: one, or a record of them; `""` where none is declared. */
export function outPathsOf(order: AttemptOrder): Value {
  return outPaths(attributeOf(order.task.out, bindingsOf(order)), join(order.nodeFolder, "work"));
}

function outPaths(out: string | { readonly [name: string]: string } | undefined, workdir: string): Value {
  if (out === undefined) return "";
  if (typeof out === "string") return inside(workdir, out);
  return Object.fromEntries(Object.entries(out).map(([name, path]) => [name, inside(workdir, path)]));
}

/** What a task declares as its output is its own: it lies in its work directory, whatever its name was made of. */
function inside(workdir: string, path: string): string {
  const whole = resolve(workdir, path);
  if (whole.startsWith(workdir + sep)) return whole;
  throw new ExpressionError(`"out" must lie in the node's own work directory, and "${path}" does not`);
}

/** An attempt as executors see it. What few of them ask for is worked out when it is asked for. */
export class AttemptCall implements Call {
  readonly run: string;
  readonly task: Task;
  readonly types: Workflow["types"];
  readonly folder: string;
  readonly args: readonly Value[];
  readonly inputs: Readonly<Record<string, Value>>;
  readonly attempt: number;
  readonly out: Value;
  readonly env: Readonly<Record<string, string>>;
  readonly inherits: Call["inherits"];
  readonly withheld: readonly string[];
  readonly #order: AttemptOrder;
  readonly #stop: Stop;

  /** Throws what the expressions of `out` and `env` throw. */
  constructor(order: AttemptOrder, stop: Stop) {
    const { task } = order;
    this.#order = order;
    this.#stop = stop;
    this.run = order.run;
    this.task = task;
    this.types = order.types;
    this.folder = order.folder;
    this.args = order.args;
    this.inputs = order.inputs;
    this.attempt = order.attempt;
    this.inherits = order.inherits;
    this.withheld = order.withheld;
    this.out = task.out === undefined ? "" : outPathsOf(order);
    this.env = task.env === undefined ? none : envOf(order, this.out);
  }

  get nodeId(): string {
    return this.#order.nodeId;
  }

  get argsByName(): Readonly<Record<string, Value>> {
    return bindingsOf(this.#order).args;
  }

  get workdir(): string {
    return join(this.#order.nodeFolder, "work");
  }

  get log(): string {
    return join(this.#order.nodeFolder, "log");
  }

  get stdout(): string {
    return join(this.#order.nodeFolder, "stdout");
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  get atOnce(): number | undefined {
    return this.#order.atOnce;
  }

  onStop(listener: () => void): void {
    this.#stop.onStop(listener);
  }
}

const none = Object.freeze({});

function envOf(order: AttemptOrder, out: Value): Readonly<Record<string, string>> {
  const bindings = bindingsOf(order, out);
  const entries = order.task.env?.map(({ name, value }) => [name, String(attributeOf(value, bindings))] as const);
  return Object.fromEntries(entries ?? []);
}
