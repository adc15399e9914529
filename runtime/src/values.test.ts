import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pathsIn } from "./paths.ts";
import { typeText } from "./value-text.ts";
import { conform } from "./values.ts";
import type { Field, ValueType } from "./workflow.ts";

const string: ValueType = { kind: "string" };
const number: ValueType = { kind: "number" };
const int: ValueType = { kind: "int" };
const boolean: ValueType = { kind: "boolean" };
const file: ValueType = { kind: "file" };
const dir: ValueType = { kind: "dir" };
const json: ValueType = { kind: "json" };
const nothing: ValueType = { kind: "void" };
const nil: ValueType = { kind: "null" };
const literal = (value: string | number | boolean): ValueType => ({ kind: "literal", value });
const list = (element: ValueType): ValueType => ({ kind: "list", element });
const tuple = (...elements: ValueType[]): ValueType => ({ kind: "tuple", elements });
const union = (...members: ValueType[]): ValueType => ({ kind: "union", members });
const ref = (name: string): ValueType => ({ kind: "ref", name });
/** A name that ends in `?` is optional. */
const record = (types: Record<string, ValueType>): ValueType => ({
  kind: "record",
  fields: Object.entries(types).map(([name, type]): Field => ({
    name: name.replace("?", ""),
    type,
    optional: name.endsWith("?"),
  })),
});

const types: Record<string, ValueType> = {
  Sample: record({ id: string, reads: list(file) }),
  Tree: record({ value: int, children: list(ref("Tree")) }),
  Chain: union(record({ next: ref("Chain"), mark: string }), record({ next: ref("Chain") }), literal("end")),
};

function accepted(value: unknown, type: ValueType, base?: string): unknown {
  const found = conform(value, type, base === undefined ? { types } : { types, base });
  if (!found.ok) throw new Error(`refused: ${found.message}`);
  return found.value;
}

function refusal(value: unknown, type: ValueType): string {
  const found = conform(value, type, { types });
  if (found.ok) throw new Error(`accepted: ${JSON.stringify(found.value)}`);
  return found.message;
}

describe("a value of its type", () => {
  test.each([
    ["a string", "x", string],
    ["a number", 1.5, number],
    ["an int", 3, int],
    ["an int as a number", 3, number],
    ["a boolean", false, boolean],
    ["null", null, nil],
    ["a literal", "fast", literal("fast")],
    ["a file without a base", "a/b", file],
    ["an empty list", [], list(int)],
    ["a tuple", [1, "a"], tuple(int, string)],
    ["a record", { a: 1, b: ["x"] }, record({ a: int, b: list(string) })],
    ["a member of a union", "exact", union(literal("fast"), literal("exact"))],
    ["null in an optional type", null, union(int, nil)],
    ["any JSON", { a: [1, { b: null }], "c d": "x" }, json],
    ["a named type", { id: "s", reads: ["/r"] }, ref("Sample")],
    ["a recursive type", { value: 1, children: [{ value: 2, children: [] }] }, ref("Tree")],
  ])("is kept: %s", (_, value, type) => {
    expect(accepted(value, type)).toStrictEqual(value);
  });

  test("keeps fields that the record type does not name", () => {
    expect(accepted({ a: 1, more: { x: [true] } }, record({ a: int }))).toStrictEqual({ a: 1, more: { x: [true] } });
  });

  test("may lack an optional field, also where JavaScript says undefined", () => {
    const type = record({ a: int, "b?": string });
    expect(accepted({ a: 1 }, type)).toStrictEqual({ a: 1 });
    expect(accepted({ a: 1, b: undefined }, type)).toStrictEqual({ a: 1 });
  });

  test("is nothing, and so null, where the type is void", () => {
    expect(accepted(undefined, nothing)).toBe(null);
    expect(accepted(null, nothing)).toBe(null);
    expect(refusal(1, nothing)).toBe("$: expected void, got 1");
  });

  test("has no negative zero, which JSON does not know", () => {
    expect(Object.is(accepted(-0, number), 0)).toBe(true);
    expect(Object.is((accepted([-0], json) as number[])[0], 0)).toBe(true);
  });

  test("may come from another realm or have no prototype", () => {
    const bare = Object.assign(Object.create(null), { a: 1 }) as unknown;
    expect(accepted(bare, record({ a: int }))).toStrictEqual({ a: 1 });
    expect(accepted(structuredClone({ a: 1 }), json)).toStrictEqual({ a: 1 });
  });

  test('keeps a field called "__proto__" a field', () => {
    const value = accepted(JSON.parse('{"__proto__": {"evil": true}, "a": 1}'), json) as object;
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(JSON.stringify(value)).toBe('{"__proto__":{"evil":true},"a":1}');
  });

  test("takes the first member of a union that fits", () => {
    const either = union(record({ path: file }), file);
    expect(accepted("a", either, "/base")).toBe("/base/a");
    expect(accepted({ path: "a" }, either, "/base")).toStrictEqual({ path: "/base/a" });
  });
});

describe("a path", () => {
  test("that is relative resolves against the base, wherever it is in the value", () => {
    const type = record({ sample: ref("Sample"), "index?": dir, pair: tuple(int, file), other: json });
    const value = { sample: { id: "a/b", reads: ["x", "/y"] }, index: "../i", pair: [1, "z"], other: "left/alone" };
    expect(accepted(value, type, "/base/work")).toStrictEqual({
      sample: { id: "a/b", reads: ["/base/work/x", "/y"] },
      index: "/base/i",
      pair: [1, "/base/work/z"],
      other: "left/alone",
    });
  });

  test("is found with its place", () => {
    const type = record({ samples: list(ref("Sample")), "index?": union(dir, nil), pair: tuple(int, file), x: json });
    const value = { samples: [{ id: "a", reads: ["/r1", "/r2"] }], index: "/i", pair: [1, "/p"], x: "/no" };
    expect(pathsIn(value, type, { types, at: "result" })).toStrictEqual([
      { at: "result.samples[0].reads[0]", kind: "file", path: "/r1" },
      { at: "result.samples[0].reads[1]", kind: "file", path: "/r2" },
      { at: "result.index", kind: "dir", path: "/i" },
      { at: "result.pair[1]", kind: "file", path: "/p" },
    ]);
    expect(pathsIn({ value: 1, children: [] }, ref("Tree"), { types })).toStrictEqual([]);
  });

  test("is not looked for in what every object of JavaScript has", () => {
    const type = record({ "constructor?": list(file), "valueOf?": file });
    expect(pathsIn({}, type, { types })).toStrictEqual([]);
  });
});

test("a field that is missing may have the name of what every object of JavaScript has", () => {
  const type = record({ "constructor?": literal("a"), "valueOf?": union(literal(1), literal(2)), a: int });
  expect(accepted({ a: 1 }, type)).toStrictEqual({ a: 1 });
});

describe("a value that is not of its type is refused with the path, the expected type and what came", () => {
  const mode = union(literal("fast"), literal("exact"));
  const outcome = union(record({ ok: literal(true), value: int }), record({ ok: literal(false), error: string }));
  test.each<[unknown, ValueType, string]>([
    [1, string, "$: expected string, got 1"],
    ["1", int, '$: expected int, got "1"'],
    [1.5, int, "$: expected int, got 1.5"],
    [Number.NaN, number, "$: expected number, got NaN"],
    [Number.POSITIVE_INFINITY, number, "$: expected number, got Infinity"],
    [null, string, "$: expected string, got null"],
    [undefined, string, "$: expected string, got undefined"],
    [undefined, json, "$: expected json, got undefined"],
    ["true", boolean, '$: expected boolean, got "true"'],
    [10n, int, "$: expected int, got a BigInt"],
    [() => 1, json, "$: expected json, got a function"],
    [Symbol("s"), json, "$: expected json, got a symbol"],
    [new Date(0), json, '$: expected json, got an instance of "Date"'],
    [new Map(), record({}), '$: expected {}, got an instance of "Map"'],
    [Buffer.from("x"), json, '$: expected json, got an instance of "Buffer"'],
    [Promise.resolve(1), json, '$: expected json, got an instance of "Promise"'],
    [7, file, "$: expected file, got 7"],
    [{}, list(int), "$: expected int[], got an empty record"],
    [[1, 2], record({ a: int }), "$: expected { a: int }, got a list of 2"],
    [{ id: "x", reads: ["a", 3] }, ref("Sample"), "$.reads[1]: expected file, got 3"],
    [{ id: "x" }, ref("Sample"), "$.reads: expected file[], got nothing"],
    [{ id: undefined, reads: [] }, ref("Sample"), "$.id: expected string, got nothing"],
    [{ value: 1, children: [{ value: "2", children: [] }] }, ref("Tree"), '$.children[0].value: expected int, got "2"'],
    [[1], tuple(int, string), "$: expected [int, string], got a list of 1"],
    [[1, 2], tuple(int, string), "$[1]: expected string, got 2"],
    [Array.of(1, undefined, 3), list(int), "$[1]: expected int, got undefined"],
    [{ a: { "b c": () => 1 } }, json, '$.a["b c"]: expected json, got a function'],
    [{ a: 1, more: 1n }, record({ a: int }), "$.more: expected json, got a BigInt"],
    ["slow", mode, '$: expected "fast" | "exact", got "slow"'],
    ["x", union(int, nil), '$: expected int?, got "x"'],
    [[1, "x"], list(union(int, nil)), '$[1]: expected int?, got "x"'],
    [{ ok: true, value: "x" }, outcome, '$.value: expected int, got "x"'],
    [{ ok: false }, outcome, "$.error: expected string, got nothing"],
    [
      { ok: "yes" },
      outcome,
      "$: expected { ok: true, value: int } | { ok: false, error: string }, got a record with ok",
    ],
    ["x".repeat(1000), int, `$: expected int, got "${"x".repeat(80)}…"`],
  ])("%#", (value, type, message) => {
    expect(refusal(value, type)).toBe(message);
  });

  test("and with the name that the caller gives the value", () => {
    expect(conform([1, "x"], list(int), { types, at: "result" })).toStrictEqual({
      ok: false,
      message: 'result[1]: expected int, got "x"',
    });
  });

  test("and so is a circle, also under a union", () => {
    const circle: Record<string, unknown> = { value: 1 };
    circle["children"] = [circle];
    const says = "a value that contains itself or is nested more than 500 levels deep";
    expect(refusal(circle, json)).toBe(`$: expected json, got ${says}`);
    expect(refusal(circle, ref("Tree"))).toBe(`$: expected Tree, got ${says}`);
    const chain: Record<string, unknown> = { mark: "x" };
    chain["next"] = chain;
    expect(refusal(chain, ref("Chain"))).toBe(`$: expected Chain, got ${says}`);
  });

  test("and so is a value whose getter throws, and a proxy that throws", () => {
    const getter = {
      get a(): number {
        throw new Error("no");
      },
    };
    expect(refusal(getter, json)).toBe("$: expected json, got a value that cannot be read");
    const proxy = new Proxy({}, { getPrototypeOf: () => JSON.parse("{") as object });
    expect(refusal(proxy, json)).toBe("$: expected json, got a value that cannot be read");
  });

  test("without trying each way through unions within unions", () => {
    let chain: unknown = "broken";
    for (let i = 0; i < 200; i++) chain = { next: chain, mark: "m" };
    expect(refusal(chain, ref("Chain"))).toMatch(/got /);
  });
});

describe("what the graph holds", () => {
  test("is frozen through and through, while the task's own value stays as it was", () => {
    const own = { list: [{ a: 1 }], more: { deep: [1] } };
    const held = accepted(own, record({ list: list(record({ a: int })) })) as typeof own;
    expect([held, held.list, held.list[0], held.more, held.more.deep].every(Object.isFrozen)).toBe(true);
    expect([own, own.list, own.list[0], own.more].some(Object.isFrozen)).toBe(false);
  });

  test("is shared, not copied, when it is checked again", () => {
    const held = accepted({ id: "x", reads: ["/a"] }, ref("Sample"), "/base");
    expect(accepted(held, ref("Sample"), "/base")).toBe(held);
    expect(accepted(held, json)).toBe(held);
    const gathered = accepted([held, held], list(ref("Sample"))) as unknown[];
    expect(gathered[0]).toBe(held);
  });

  test("is what JSON would give back, for every JSON value", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const held = accepted(value, json);
        expect(JSON.stringify(held)).toBe(JSON.stringify(value));
      }),
    );
  });

  test("may be large: a million ints, and a hundred thousand records", () => {
    accepted(
      Array.from({ length: 1_000_000 }, (_, i) => i),
      list(int),
    );
    accepted(
      Array.from({ length: 100_000 }, (_, i) => ({ id: `s${i}`, reads: ["/a", "b"] })),
      list(ref("Sample")),
      "/x",
    );
  });
});

test("a type reads as the user would write it", () => {
  expect(typeText(list(list(file)))).toBe("file[][]");
  expect(typeText(list(union(literal("a"), literal(1))))).toBe('("a" | 1)[]');
  expect(typeText(union(list(int), nil))).toBe("int[]?");
  expect(typeText(list(union(int, nil)))).toBe("int?[]");
  expect(typeText(union(int, string, nil))).toBe("int | string | null");
  expect(typeText(record({ a: int, "b?": tuple(int, ref("Sample")) }))).toBe("{ a: int, b?: [int, Sample] }");
});
