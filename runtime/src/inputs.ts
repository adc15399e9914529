/** The inputs of a run: given by the caller or by their defaults, checked before anything runs. */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { ErrorReport } from "./event.ts";
import { traceOf } from "./failure.ts";
import { InputError } from "./input-error.ts";
import { putField } from "./put-field.ts";
import { thrownOf } from "./thrown.ts";
import { conform } from "./values.ts";
import type { Parameter, Value, Workflow } from "./workflow.ts";

/** Absolute folders that relative paths resolve against. */
export interface InputFolders {
  /** For paths that the caller gives. */
  readonly caller: string;
  /** For paths in default expressions: the folder of the workflow's source. */
  readonly source: string;
}

/** The value of every input. Throws an `InputError` that names every mistake. */
export function inputsOf(
  workflow: Workflow,
  given: Readonly<Record<string, unknown>>,
  folders: InputFolders,
): Readonly<Record<string, Value>> {
  const parameters = workflow.scopes[0]?.parameters ?? [];
  const errors: ErrorReport[] = unknownInputs(parameters, given);
  const inputs: Record<string, Value> = {};
  for (const parameter of parameters) {
    const { name, type, source } = parameter;
    const isGiven = Object.hasOwn(given, name) && given[name] !== undefined;
    const found = isGiven ? { value: given[name] } : defaultOf(parameter, inputs);
    if ("error" in found) {
      // A default that reads an input which is itself at fault says nothing new.
      if (errors.length === 0 || parameter.default === undefined) errors.push(found.error);
      continue;
    }
    const own = source === undefined ? folders.source : dirname(fileURLToPath(source));
    const base = isGiven ? folders.caller : own;
    const checked = conform(found.value, type, { types: workflow.types, base, at: `input "${name}"` });
    if (checked.ok) putField(inputs, name, checked.value);
    else errors.push(mistake(checked.message));
  }
  if (errors.length > 0) throw new InputError(errors);
  return Object.freeze(inputs);
}

function unknownInputs(parameters: readonly Parameter[], given: Readonly<Record<string, unknown>>): ErrorReport[] {
  const names = parameters.map(({ name }) => `"${name}"`);
  const known = names.length === 0 ? "the workflow has no inputs" : `the workflow has ${names.join(", ")}`;
  return Object.keys(given)
    .filter((name) => !parameters.some((parameter) => parameter.name === name))
    .map((name) => mistake(`there is no input "${name}"; ${known}`));
}

function defaultOf(
  parameter: Parameter,
  inputs: Readonly<Record<string, Value>>,
): { readonly value: unknown } | { readonly error: ErrorReport } {
  const { name } = parameter;
  if (parameter.default === undefined) return { error: mistake(`input "${name}" is missing`) };
  try {
    return { value: parameter.default({ inputs }) };
  } catch (error) {
    const { message } = thrownOf(error);
    return { error: { ...mistake(`the default of input "${name}" failed: ${message}`), trace: traceOf(error) } };
  }
}

/** Every environment variable that a task's `secret` names must be there. Throws an `InputError`. */
export function checkSecrets(workflow: Workflow, env: NodeJS.ProcessEnv): void {
  const missing = workflow.tasks.flatMap(({ name: task, secrets = [] }) =>
    secrets
      .filter((name) => env[name] === undefined)
      .map((name) => ({ ...mistake(`the environment variable "${name}", a secret of "${task}", is not set`), task })),
  );
  if (missing.length > 0) throw new InputError(missing);
}

function mistake(message: string): ErrorReport {
  return { code: "ADG7001", message };
}
