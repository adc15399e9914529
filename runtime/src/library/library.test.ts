import * as fc from "fast-check";
import { nodeBrand } from "../brand.ts";
import { describe, expect, test } from "vitest";
import * as library from "./index.ts";

/** A node as a rule sees it. */
const node = (number: number) => ({ [nodeBrand]: true, node: number, result: number });

describe("equality", () => {
  test("is by value, whatever the order of fields, and a missing value is null", () => {
    expect(library.equal({ a: [1, { b: null }], c: "x" }, { c: "x", a: [1, { b: null }] })).toBe(true);
    expect(library.equal({ a: 1 }, { a: 1, b: null })).toBe(false);
    expect(library.equal({ a: 1, b: undefined }, { a: 1 })).toBe(true);
    expect(library.equal(undefined, null)).toBe(true);
    expect(library.equal([], {})).toBe(false);
    expect(library.equal("1", 1)).toBe(false);
  });

  test("of nodes is whether they are the same node", () => {
    expect(library.equal(node(1), { ...node(1), result: 2 })).toBe(true);
    expect(library.equal(node(1), node(2))).toBe(false);
    expect(library.equal(node(1), { node: 1 })).toBe(false);
  });

  test("and the canonical text tell the same values apart", () => {
    const value = fc.jsonValue({ maxDepth: 2 });
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(library.equal(a, b)).toBe(library.canonical(a) === library.canonical(b));
        expect(library.equal(a, structuredClone(a))).toBe(true);
      }),
    );
  });

  test("has one text for 0 and -0 and for any order of fields", () => {
    expect(library.canonical({ b: -0, a: [undefined, "x"], c: undefined })).toBe('{"a":[null,"x"],"b":0}');
    expect(library.canonical([node(3)])).toBe("[#3]");
  });
});

describe("lists", () => {
  test("count up, down and by steps", () => {
    expect(library.range(3)).toEqual([0, 1, 2]);
    expect(library.range(1, 6)).toEqual([1, 2, 3, 4, 5]);
    expect(library.range(5, 0, -2)).toEqual([5, 3, 1]);
    expect(library.range(3, 1)).toEqual([]);
    expect(() => library.range(1, 2, 0)).toThrow(library.ExpressionError);
  });

  test("are zipped only where they are equally long", () => {
    expect(library.zip([1, 2], ["a", "b"])).toEqual([
      [1, "a"],
      [2, "b"],
    ]);
    expect(() => library.zip([1], ["a", "b"])).toThrow('"zip" needs lists of one length, not of 1 and 2.');
  });

  test("have a product in which the last list goes round fastest", () => {
    expect(library.product([1, 2], ["a", "b"])).toEqual([
      [1, "a"],
      [1, "b"],
      [2, "a"],
      [2, "b"],
    ]);
    expect(library.product([1, 2], [])).toEqual([]);
  });

  test("are cut into chunks, and put together again", () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), fc.integer({ min: 1, max: 9 }), (list, size) => {
        const chunks = library.chunk(list, size);
        expect(library.flatten(chunks)).toEqual(list);
        expect(chunks.slice(0, -1).every((chunk) => chunk.length === size)).toBe(true);
      }),
    );
    expect(() => library.chunk([1], 0)).toThrow(library.ExpressionError);
    expect(() => library.flatten([1] as never)).toThrow("A list is needed here, not 1.");
  });

  test("are sorted: numbers by value, strings by code point, all else by its JSON text", () => {
    expect(library.sorted([10, 9, 1])).toEqual([1, 9, 10]);
    expect(library.sorted(["😀", "～", "a", "Z"])).toEqual(["Z", "a", "～", "😀"]);
    expect(library.sorted([{ b: 1 }, "a", [1], 2, null])).toEqual([2, "a", [1], null, { b: 1 }]);
  });

  test("of nodes stay lists of those nodes", () => {
    const [a, b, c] = [node(1), node(2), node(3)];
    expect(library.sorted([c, a, b])).toEqual([c, a, b]);
    expect(library.unique([a, b, a])).toEqual([a, b]);
    expect(library.includes([a, b], { ...b })).toBe(true);
  });

  test("are grouped by value, or by keys", () => {
    expect(library.group([{ a: 1 }, { a: 2 }, { a: 1 }])).toEqual([[{ a: 1 }, { a: 1 }], [{ a: 2 }]]);
    expect(library.group(["x", "y", "z"], [1, 2, 1])).toEqual([["x", "z"], ["y"]]);
    expect(() => library.group(["x"], [])).toThrow(library.ExpressionError);
    expect(library.unique([[1], [1], [2]])).toEqual([[1], [2]]);
  });

  test("have a place for each of their elements, and for nothing else", () => {
    expect(library.item(["a", "b"], 1)).toBe("b");
    expect(library.at(["a", "b"], -1)).toBe("b");
    expect(library.at("ab", 0)).toBe("a");
    expect(() => library.item(["a"], 1)).toThrow("The place 1 is out of range: there is 1 element, counted from 0.");
    expect(() => library.item([], -1)).toThrow(library.ExpressionError);
    expect(() => library.at("", 0)).toThrow(library.ExpressionError);
    expect(library.indexOf([{ a: 1 }], { a: 1 })).toBe(0);
  });
});

describe("numbers", () => {
  test("are not divided by zero", () => {
    expect(library.divide(7, 2)).toBe(3.5);
    expect(library.remainder(-7, 2)).toBe(-1);
    expect(() => library.divide(1, 0)).toThrow("1 cannot be divided by 0.");
    expect(() => library.remainder(1, 0)).toThrow(library.ExpressionError);
  });

  test("have a sum, and where there are any a least and a greatest", () => {
    expect(library.sum([])).toBe(0);
    expect(library.min([3, 1, 2])).toBe(1);
    expect(library.max(3, 1, 2)).toBe(3);
    expect(library.max(["b", "a"])).toBe("b");
    expect(() => library.min([])).toThrow('"min" of an empty list has no value.');
    expect(() => library.sum([1, "2"])).toThrow('A number is needed here, not "2".');
  });

  test("and strings cannot be compared with each other", () => {
    expect(library.compare("a", "b")).toBeLessThan(0);
    expect(() => library.compare(1, "b")).toThrow(library.ExpressionError);
  });
});

describe("json", () => {
  test("has null where a member is missing, and fails where a place is", () => {
    expect(library.member({ a: { b: 1 } }, "a")).toEqual({ b: 1 });
    expect(library.member({ a: 1 }, "toString")).toBe(null);
    expect(library.member(null, "a")).toBe(null);
    expect(library.member([1, 2], "length")).toBe(2);
    expect(library.member([1, 2], 1)).toBe(2);
    expect(() => library.member([1], 1)).toThrow(library.ExpressionError);
    expect(() => library.member({}, 0)).toThrow(library.ExpressionError);
  });

  test("is added, gone through and asked for methods as what it is", () => {
    expect(library.plus([1], [2])).toEqual([1, 2]);
    expect(library.plus("a", "b")).toBe("ab");
    expect(() => library.plus(1, "b")).toThrow(
      '1 and "b" cannot be added: only two numbers, two strings or two lists can.',
    );
    expect(library.method(" a ", "trim")).toBe("a");
    expect(library.method(["a", "b"], "join", "-")).toBe("a-b");
    expect(library.method([1, 2, 3], "slice", 1)).toEqual([2, 3]);
    expect(() => library.method(1, "trim")).toThrow('1 has no method "trim".');
    expect(() => library.items({ a: 1 })).toThrow("A list is needed here, not a record with a.");
    expect(() => library.boolean("yes")).toThrow(library.ExpressionError);
  });
});

test("paths are taken apart as text", () => {
  const path = "/data/reads.txt.gz";
  expect([library.basename(path), library.dirname(path)]).toEqual(["reads.txt.gz", "/data"]);
  expect([library.stem(path), library.extension(path)]).toEqual(["reads.txt", ".gz"]);
  expect(library.extension("Makefile")).toBe("");
});

test("records give their fields that have a value", () => {
  const record = { a: 1, b: undefined, c: 3 };
  expect(library.keys(record)).toEqual(["a", "c"]);
  expect(library.values(record)).toEqual([1, 3]);
  expect(library.entries(record)).toEqual([
    ["a", 1],
    ["c", 3],
  ]);
  expect(() => library.keys([])).toThrow("A record is needed here, not an empty list.");
});

test("text replaces plainly and joins what is no string as JSON", () => {
  expect(library.replace("a.b.b", ".b", "$&")).toBe("a$&.b");
  expect(library.text({ a: null })).toBe('{"a":null}');
  expect(library.join(["a", 1], "-")).toBe("a-1");
});
