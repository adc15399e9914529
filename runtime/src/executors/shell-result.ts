/** What a shell task gave, by its declared type (language.md §3). */
import { compareText } from "../library/order.ts";
import { glob, open, stat } from "node:fs/promises";
import { relative, resolve } from "node:path";
import { putField } from "../put-field.ts";
import { describeValue, typeText } from "../value-text.ts";
import { typeNamed } from "../values.ts";
import type { Value, ValueType, Workflow } from "../workflow.ts";

/** Where the result lies. */
export interface ShellOutput {
  readonly type: ValueType;
  readonly types: Workflow["types"];
  /** Absolute path, pattern or record of these; `""` where no `out` is declared. */
  readonly out: Value;
  readonly workdir: string;
  /** File that holds the standard output. */
  readonly stdout: string;
}

/** `message` says why there is no result of the type (ADG7002). */
export type ShellResult =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string };

/** Standard output that becomes a result may have so many bytes. */
export const longestOutput = 64 * 1024 * 1024;

/** Whether the result is read from the standard output, which then must not be mixed with anything else. */
export function readsStdout(type: ValueType, out: Value, types: Workflow["types"]): boolean {
  const meant = resolved(type, types);
  if (meant.kind === "void" || meant.kind === "file" || meant.kind === "dir") return false;
  if (isFileList(meant)) return false;
  return typeof out !== "object";
}

/** The result, not yet checked against the type. */
export async function shellResult(output: ShellOutput): Promise<ShellResult> {
  const type = resolved(output.type, output.types);
  if (type.kind === "void") return { ok: true, value: null };
  if (!readsStdout(type, output.out, output.types)) return { ok: true, value: await declaredOutput(type, output) };
  const text = await readText(output.stdout);
  return text.ok ? parse(text.text, type) : text;
}

async function declaredOutput(type: ValueType, output: ShellOutput): Promise<Value> {
  const { out, types, workdir } = output;
  if (typeof out !== "object" || out === null || Array.isArray(out))
    return isFileList(resolved(type, types)) ? matches(String(out), workdir) : out;
  const fields = new Map(type.kind === "record" ? type.fields.map((field) => [field.name, field.type]) : []);
  const value: Record<string, Value> = {};
  for (const [name, path] of Object.entries(out as Record<string, Value>))
    putField(value, name, await declaredOutput(fields.get(name) ?? { kind: "file" }, { ...output, out: path }));
  return value;
}

/** The files that a pattern names, sorted. Folders above the work directory are no part of the pattern, whatever is in their names. */
async function matches(pattern: string, workdir: string): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const entry of glob(relative(workdir, pattern), { cwd: workdir, withFileTypes: true })) {
    const path = resolve(entry.parentPath, entry.name);
    if (entry.isFile() || (entry.isSymbolicLink() && (await isFile(path)))) found.push(path);
  }
  return found.sort(compareText);
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ?? false;
}

type Text = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly message: string };

async function readText(path: string): Promise<Text> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    if (size > longestOutput) {
      const megabytes = Math.ceil(size / 1024 / 1024);
      return {
        ok: false,
        message: `result: the command wrote ${megabytes} MB to standard output, a result may have 64 MB`,
      };
    }
    const bytes = await file.readFile();
    return { ok: true, text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { ok: false, message: "result: standard output is not UTF-8 text" };
  } finally {
    await file.close();
  }
}

function parse(text: string, type: ValueType): ShellResult {
  const trimmed = text.trim();
  const wrong = (): ShellResult => ({
    ok: false,
    message: `result: expected ${typeText(type)} on standard output, got ${trimmed === "" ? "nothing" : describeValue(trimmed)}`,
  });
  switch (type.kind) {
    case "string":
      return { ok: true, value: trimmed };
    case "int":
    case "number":
      return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(trimmed) ? { ok: true, value: Number(trimmed) } : wrong();
    case "boolean":
      return trimmed === "true" || trimmed === "false" ? { ok: true, value: trimmed === "true" } : wrong();
    case "list":
      if (type.element.kind === "string") return { ok: true, value: linesOf(text) };
      break;
    default:
      break;
  }
  try {
    return { ok: true, value: JSON.parse(trimmed) as unknown };
  } catch {
    return wrong();
  }
}

/** The lines, without their ends; none for no output. */
function linesOf(text: string): readonly string[] {
  return text === "" ? [] : text.replace(/\r?\n$/, "").split(/\r?\n/);
}

function isFileList(type: ValueType): boolean {
  return type.kind === "list" && type.element.kind === "file";
}

function resolved(type: ValueType, types: Workflow["types"]): ValueType {
  return type.kind === "ref" ? resolved(typeNamed(type.name, types), types) : type;
}
