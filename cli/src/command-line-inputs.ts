import { readFileSync } from "node:fs";
import { conform, typeText, type Parameter, type Value, type ValueType, type Workflow } from "@adg/runtime";
import { Refusal } from "./refusal.ts";

/** Where the inputs of a run come from. */
export interface InputSources {
  /** `name=value`, as written on the command line. */
  readonly given: readonly string[];
  /** A JSON file whose fields are inputs. What is given on the command line wins. */
  readonly file: string | undefined;
  /** Relative paths resolve against this folder. */
  readonly folder: string;
}

type Candidate = { readonly text: string } | { readonly value: unknown };

/**
 * The inputs of a workflow, checked. Refuses (ADG7001) what is unknown, missing, of the wrong type or given twice. An input
 * with a default may be left out, and is then not among them.
 */
export function readInputs(workflow: Workflow, sources: InputSources): Record<string, Value> {
  const parameters = workflow.scopes[0]?.parameters ?? [];
  const candidates = new Map<string, Candidate>();
  if (sources.file !== undefined)
    for (const [name, value] of Object.entries(readObject(sources.file))) candidates.set(name, { value });
  for (const [name, text] of readPairs(sources.given)) candidates.set(name, { text });

  for (const name of candidates.keys())
    if (!parameters.some((each) => each.name === name)) throw new Refusal(unknownText(name, parameters), "ADG7001");

  const inputs: Record<string, Value> = {};
  for (const parameter of parameters) {
    const candidate = candidates.get(parameter.name);
    if (candidate !== undefined) inputs[parameter.name] = accept(parameter, candidate, workflow, sources.folder);
    else if (parameter.default === undefined)
      throw new Refusal(`The input "${parameter.name}" (${typeText(parameter.type)}) is missing.`, "ADG7001");
  }
  return inputs;
}

function accept(parameter: Parameter, candidate: Candidate, workflow: Workflow, folder: string): Value {
  const { name, type } = parameter;
  const options = { types: workflow.types, base: folder };
  const readings = "value" in candidate ? [candidate.value] : readingsOf(candidate.text, resolved(type, workflow));
  let message = "";
  for (const reading of readings) {
    const outcome = conform(reading, type, options);
    if (outcome.ok) return outcome.value;
    message ||= outcome.message;
  }
  throw new Refusal(
    readings.length === 0
      ? `The input "${name}" must be ${typeText(type)}, written as JSON, and ${JSON.stringify("text" in candidate ? candidate.text : "")} is not.`
      : `The input "${name}" is not of its type: ${message}.`,
    "ADG7001",
  );
}

/** What a text on the command line may mean for a type, the likeliest first. */
function readingsOf(text: string, type: ValueType): readonly unknown[] {
  if (type.kind === "string" || type.kind === "file" || type.kind === "dir") return [text];
  const json = parsed(text);
  // `mode=fast` for `"fast" | "exact"`, and a plain text for `string?`, need no quotes.
  const plain = type.kind === "union" || type.kind === "literal" ? [text] : [];
  return json === undefined ? plain : [json.value, ...plain];
}

function resolved(type: ValueType, workflow: Workflow): ValueType {
  const found = type.kind === "ref" ? workflow.types[type.name] : undefined;
  return found === undefined ? type : resolved(found, workflow);
}

function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

function readPairs(given: readonly string[]): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  for (const each of given) {
    const at = each.indexOf("=");
    if (at < 1) throw new Refusal(`"--input ${each}" must be written "--input name=value".`, "ADG7001");
    const name = each.slice(0, at);
    if (pairs.has(name)) throw new Refusal(`The input "${name}" is given twice.`, "ADG7001");
    pairs.set(name, each.slice(at + 1));
  }
  return pairs;
}

function readObject(file: string): object {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Refusal(
      code === "ENOENT" ? `There is no file "${file}" to read inputs from.` : `"${file}" cannot be read: ${message}.`,
      "ADG7001",
    );
  }
  const json = parsed(text);
  if (json === undefined || typeof json.value !== "object" || json.value === null || Array.isArray(json.value))
    throw new Refusal(`"${file}" must hold a JSON object whose fields are inputs.`, "ADG7001");
  return json.value;
}

function unknownText(name: string, parameters: readonly Parameter[]): string {
  const names = parameters.map((each) => `"${each.name}"`);
  const there = names.length === 0 ? "the program has none" : `the program has ${names.join(", ")}`;
  return `There is no input "${name}": ${there}.`;
}
