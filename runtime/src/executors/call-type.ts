/** What all calls of a task have in common, worked out once. */
import type { Call } from "../executor.ts";
import type { Task, Value, ValueType, Workflow } from "../workflow.ts";
import { putField } from "../put-field.ts";
import { changedEnvironment, environmentChange, type EnvironmentChange } from "./environment.ts";

/** Of one task in one run. */
export class CallType {
  readonly task: Task;
  /** The named types that its result leads to. */
  readonly types: Workflow["types"];
  #whole: NodeJS.ProcessEnv | undefined;
  readonly #of: Pick<Call, "types" | "inherits" | "withheld">;
  /** `undefined` where it differs from call to call. */
  readonly environment: EnvironmentChange | undefined;
  /** Whether each parameter may be left out; `undefined` where none may. */
  readonly optional: readonly boolean[] | undefined;

  constructor(call: Call) {
    const { task, types, inherits, withheld } = call;
    this.task = task;
    this.types = typesUsed(task.result, types);
    this.#of = { types, inherits, withheld };
    this.environment = hasOneEnvironment(call) ? environmentChange(call) : undefined;
    const optional = task.parameters.map((parameter) => parameter.optional === true);
    this.optional = optional.includes(true) ? optional : undefined;
  }

  fits(call: Call): boolean {
    const { types, inherits, withheld } = this.#of;
    // Each run has a list of its own, and several may use one executor in turns.
    return types === call.types && inherits === call.inherits && areEqual(withheld, call.withheld);
  }

  /** The whole environment of a process that runs the call, which nobody may change. */
  processEnvironmentOf(call: Call): NodeJS.ProcessEnv {
    if (this.environment === undefined) return changedEnvironment(environmentChange(call));
    return (this.#whole ??= changedEnvironment(this.environment));
  }

  environmentOf(call: Call): EnvironmentChange {
    return this.environment ?? environmentChange(call);
  }

  argsOf(call: Call): readonly (Value | undefined)[] {
    return withoutOptional(call.args, this.optional);
  }
}

/** `undefined` for each optional argument that is left out, so that the function's own default counts. */
export function withoutOptional(
  args: readonly Value[],
  optional: readonly boolean[] | undefined,
): readonly (Value | undefined)[] {
  if (optional === undefined) return args;
  return args.map((value, place) => (value === null && optional[place] === true ? undefined : value));
}

/** Knows the type of each call. To be kept no longer than an executor. */
export class CallTypes {
  readonly #types = new WeakMap<Task, CallType>();

  of(call: Call): CallType {
    const known = this.#types.get(call.task);
    if (known?.fits(call) === true) return known;
    const found = new CallType(call);
    this.#types.set(call.task, found);
    return found;
  }
}

function areEqual(list: readonly string[], other: readonly string[]): boolean {
  return list === other || (list.length === other.length && list.every((name, place) => name === other[place]));
}

/** Secrets, and what a process has by then, may differ from call to call. */
function hasOneEnvironment({ task, inherits }: Call): boolean {
  const { env = [], secrets = [] } = task;
  return inherits === "all" && secrets.length === 0 && env.every(({ value }) => typeof value !== "function");
}

/** The named types that a type leads to; the others need not travel. */
function typesUsed(type: ValueType, types: Workflow["types"]): Workflow["types"] {
  const used: Record<string, ValueType> = {};
  const visit = (part: ValueType): void => {
    if (part.kind === "list") visit(part.element);
    else if (part.kind === "tuple") part.elements.forEach(visit);
    else if (part.kind === "union") part.members.forEach(visit);
    else if (part.kind === "record") part.fields.forEach((field) => visit(field.type));
    else if (part.kind === "ref" && !Object.hasOwn(used, part.name)) {
      const meant = types[part.name];
      if (meant === undefined) return;
      putField(used, part.name, meant);
      visit(meant);
    }
  };
  visit(type);
  return used;
}
