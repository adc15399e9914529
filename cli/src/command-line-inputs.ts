import { readFileSync } from "node:fs";
import { conform, type ValueType, type Workflow } from "@adg/runtime";
import { Refusal } from "./refusal.ts";

/** Where the inputs of a run come from. */
export interface InputSources {
  /** `name=value`, as written on the command line. */
  readonly given: readonly string[];
  /** A JSON file whose fields are inputs. What is given on the command line wins. */
  readonly file: string | undefined;
}

/**
 * The inputs that the user gives, as values: on the command line `string`, `file` and `dir` stand as they are, all else is JSON. The run
 * itself checks them. Refuses (ADG7001) only what cannot be read at all.
 */
export function readInputs(workflow: Workflow, sources: InputSources): Readonly<Record<string, unknown>> {
  const inputs = sources.file === undefined ? {} : readObject(sources.file);
  const given = readPairs(sources.given);
  const types = new Map(workflow.scopes[0]?.parameters.map(({ name, type }) => [name, type]));
  const values = [...given].map(([name, text]) => [name, valueOf(text, types.get(name), workflow)] as const);
  return { ...inputs, ...Object.fromEntries(values) };
}

/** The value that a text means where the type is wanted. A text that is no JSON stands for itself, and the run refuses it. */
function valueOf(text: string, wanted: ValueType | undefined, workflow: Workflow): unknown {
  const type = wanted?.kind === "ref" ? workflow.types[wanted.name] : wanted;
  if (type === undefined || type.kind === "string" || type.kind === "file" || type.kind === "dir") return text;
  const json = parsed(text);
  if (json === undefined) return text;
  // `code=007` for a `string?`: as JSON it would be a number, which is refused.
  const isTextOnly = !conform(json.value, type, workflow).ok && conform(text, type, workflow).ok;
  return isTextOnly ? text : json.value;
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
    if (at < 1) throw unreadable(`"--input ${each}" must be written "--input name=value".`);
    const name = each.slice(0, at);
    if (pairs.has(name)) throw unreadable(`The input "${name}" is given twice.`);
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
    if (code === "ENOENT") throw unreadable(`There is no file "${file}" to read inputs from.`);
    throw unreadable(`"${file}" cannot be read: ${message}.`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw unreadable(`"${file}" is no JSON: ${placedIn((error as Error).message)}.`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw unreadable(`"${file}" must hold a JSON object whose fields are inputs.`);
  return value;
}

/** What is wrong, with the place as people count. */
function placedIn(message: string): string {
  return message.replace(/(?: in JSON)?(?: after JSON)? at position \d+ \((line \d+) (column \d+)\)/, " at $1, $2");
}

function unreadable(message: string): Refusal {
  return new Refusal([{ code: "ADG7001", message }]);
}
