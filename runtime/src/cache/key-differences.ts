/** What tells two keys of the cache apart, in the parts that a user knows. Pure. */
import { isDeepStrictEqual } from "node:util";
import type { Value } from "../workflow.ts";
import type { CacheKey } from "./key.ts";

/** What a key is made of. */
export interface Keyed {
  readonly parts: CacheKey["parts"];
  readonly code?: CacheKey["code"] | undefined;
}

/**
 * A part in which two keys differ. `follows`: only because the arguments do, of which it is made. `content`: the argument names files
 * that are called the same and hold something else.
 */
export type KeyDifference =
  | { readonly kind: "argument"; readonly name: string; readonly change: "content" }
  | {
      readonly kind: "argument";
      readonly name: string;
      readonly change: "value";
      /** Left out where there was or is none. */
      readonly before?: Value;
      readonly now?: Value;
    }
  | { readonly kind: "script"; readonly follows: boolean }
  | { readonly kind: "env"; readonly name: string; readonly follows: boolean }
  | { readonly kind: "out"; readonly follows: boolean }
  | { readonly kind: "result-type" }
  | { readonly kind: "function"; readonly before: Value | undefined; readonly now: Value | undefined }
  /** Files of the module, by their paths from the folder of its first; empty where they are not known. */
  | {
      readonly kind: "module";
      readonly changed: readonly string[];
      readonly added: readonly string[];
      readonly removed: readonly string[];
    };

/** In the order in which a user reads a task. */
export function keyDifferences(before: Keyed, now: Keyed): readonly KeyDifference[] {
  const args = argumentDifferences(fieldsOf(before, "args"), fieldsOf(now, "args"));
  const texts = args.flatMap(({ name }) => textPairs(fieldsOf(before, "args")[name], fieldsOf(now, "args")[name]));
  const follows = (was: Value | undefined, is: Value | undefined): boolean =>
    was !== undefined && isDeepStrictEqual(retold(was, texts), is);
  const [wasEnv, isEnv] = [fieldsOf(before, "env"), fieldsOf(now, "env")];
  const differs = (part: string): boolean => !isDeepStrictEqual(before.parts[part], now.parts[part]);
  const text = (part: string): { readonly follows: boolean } => ({
    follows: follows(before.parts[part], now.parts[part]),
  });
  return [
    ...args,
    ...(differs("result") ? [{ kind: "result-type" } as const] : []),
    ...(differs("out") ? [{ kind: "out", ...text("out") } as const] : []),
    ...changedNames(wasEnv, isEnv).map(
      (name) => ({ kind: "env", name, follows: follows(wasEnv[name], isEnv[name]) }) as const,
    ),
    ...(differs("script") ? [{ kind: "script", ...text("script") } as const] : []),
    ...(differs("function")
      ? [{ kind: "function", before: before.parts["function"], now: now.parts["function"] } as const]
      : []),
    ...(differs("module") ? [moduleDifference(before.code ?? {}, now.code ?? {})] : []),
  ];
}

/** How many parts two keys have in common. */
export function sharedParts(a: Keyed, b: Keyed): number {
  const same = (before: Fields, now: Fields): number =>
    Object.keys(now).filter((name) => Object.hasOwn(before, name) && isDeepStrictEqual(before[name], now[name])).length;
  const { args: _, env: __, ...others } = b.parts;
  return (
    same(a.parts, others) +
    same(fieldsOf(a, "args"), fieldsOf(b, "args")) +
    same(fieldsOf(a, "env"), fieldsOf(b, "env"))
  );
}

type Fields = Readonly<Record<string, Value>>;

function fieldsOf({ parts }: Keyed, part: string): Fields {
  const value = parts[part];
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function changedNames(before: Fields, now: Fields): readonly string[] {
  const names = new Set([...Object.keys(now), ...Object.keys(before)]);
  return [...names].filter((name) => !isDeepStrictEqual(before[name], now[name]));
}

function argumentDifferences(
  before: Fields,
  now: Fields,
): readonly Extract<KeyDifference, { readonly kind: "argument" }>[] {
  return changedNames(before, now).map((name) => {
    const [was, is] = [before[name], now[name]].map((value) =>
      value === undefined ? undefined : withoutDigests(value),
    );
    if (was !== undefined && isDeepStrictEqual(was, is)) return { kind: "argument", name, change: "content" };
    return {
      ...{ kind: "argument", name, change: "value" },
      ...(was === undefined ? {} : { before: was }),
      ...(is === undefined ? {} : { now: is }),
    };
  });
}

/** With files called by their names alone: in a key they stand below a digest of what they hold. */
function withoutDigests(value: Value): Value {
  return mapTexts(value, (text) => text.replace(/^\/[0-9a-f]{64}\//, ""));
}

type TextPair = readonly [before: string, now: string];

/** The texts and numbers in two values of one shape, where they differ. */
function textPairs(before: Value | undefined, now: Value | undefined): readonly TextPair[] {
  if (isPlain(before) && isPlain(now)) return before === now || before === "" ? [] : [[String(before), String(now)]];
  if (typeof before !== "object" || typeof now !== "object" || before === null || now === null) return [];
  return Object.entries(before).flatMap(([name, value]) =>
    textPairs(value, (now as Readonly<Record<string, Value>>)[name]),
  );
}

const isPlain = (value: Value | undefined): value is string | number =>
  typeof value === "string" || typeof value === "number";

/** Texts that were made of the arguments of before, as those of now would have made them. */
function retold(value: Value, pairs: readonly TextPair[]): Value {
  return mapTexts(value, (text) => pairs.reduce((made, [was, is]) => made.replaceAll(was, () => is), text));
}

function mapTexts(value: Value, change: (text: string) => string): Value {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((each: Value) => mapTexts(each, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, mapTexts(each, change)]));
}

function moduleDifference(
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): Extract<KeyDifference, { readonly kind: "module" }> {
  const has = (files: Readonly<Record<string, string>>, name: string): boolean => Object.hasOwn(files, name);
  return {
    kind: "module",
    changed: Object.keys(now).filter((name) => has(before, name) && before[name] !== now[name]),
    added: Object.keys(now).filter((name) => !has(before, name)),
    removed: Object.keys(before).filter((name) => !has(now, name)),
  };
}
