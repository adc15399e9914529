import { describe, expect, test } from "vitest";
import { isAssignable, overlaps } from "./type-relation.ts";
import { listOf, literalOf, optionalOf, outcomeOf, primitive, recordOf, tupleOf, unite } from "./type-shape.ts";
import { typeText } from "./type-text.ts";
import type { Type } from "./types.ts";

const int = primitive("int");
const number = primitive("number");
const string = primitive("string");
const json = primitive("json");
const field = (name: string, type: Type, optional?: "optional") => ({ name, type, optional: optional !== undefined });

/** `type Tree = { children: Tree[] }`, under a name. */
function treeType(name: string): Type {
  const tree: Type = { kind: "alias", name, target: () => recordOf([field("children", listOf(tree))]) };
  return tree;
}

function named([from, to]: readonly Type[]) {
  if (from === undefined || to === undefined) throw new Error("a case is a pair of types");
  return { name: `${typeText(from)} for ${typeText(to)}`, from, to };
}

describe("one type stands for another", () => {
  test.each(
    [
      [int, number],
      [literalOf(1), int],
      [literalOf("a"), primitive("file")],
      [primitive("file"), string],
      [primitive("dir"), primitive("file")],
      [tupleOf([int, int]), listOf(number)],
      [int, optionalOf(number)],
      [json, listOf(int)],
      [recordOf([field("a", int), field("b", int)]), recordOf([field("a", int), field("c", int, "optional")])],
      [primitive("boolean"), unite([literalOf(true), literalOf(false), string])],
      [treeType("A"), treeType("B")],
      [listOf(primitive("never")), listOf(string)],
    ].map(named),
  )("$name", ({ from, to }) => {
    expect(isAssignable(from, to)).toBe(true);
  });
});

describe("one type does not stand for another", () => {
  test.each(
    [
      [number, int],
      [string, literalOf("a")],
      [literalOf(1.5), int],
      [listOf(int), tupleOf([int])],
      [tupleOf([int]), tupleOf([int, int])],
      [optionalOf(int), int],
      [recordOf([field("a", int, "optional")]), recordOf([field("a", int)])],
      [treeType("A"), recordOf([field("children", listOf(int))])],
      [unite([int, string]), string],
    ].map(named),
  )("$name", ({ from, to }) => {
    expect(isAssignable(from, to)).toBe(false);
  });
});

test("types share a value or none", () => {
  expect(overlaps(int, literalOf(1))).toBe(true);
  expect(overlaps(literalOf("a"), literalOf("b"))).toBe(false);
  expect(overlaps(optionalOf(int), primitive("null"))).toBe(true);
  expect(overlaps(int, string)).toBe(false);
  expect(overlaps(recordOf([field("a", int)]), recordOf([field("a", string)]))).toBe(false);
  expect(overlaps(recordOf([field("a", int)]), recordOf([field("b", string)]))).toBe(true);
  expect(overlaps(listOf(int), listOf(string))).toBe(true);
});

test("a union says nothing twice", () => {
  expect(typeText(unite([literalOf("a"), string, int, number, literalOf(2)]))).toBe("string | number");
  expect(typeText(unite([literalOf(true), literalOf(false)]))).toBe("boolean");
  expect(typeText(unite([int, json]))).toBe("json");
});

test("a type shows as it would be written", () => {
  expect(typeText(listOf(unite([literalOf("a"), int])))).toBe('("a" | int)[]');
  expect(typeText(optionalOf(outcomeOf(listOf(int))))).toBe("Outcome<int[]>?");
  expect(typeText(recordOf([field("a", optionalOf(int)), field("b", tupleOf([int, string]), "optional")]))).toBe(
    "{ a: int?, b?: [int, string] }",
  );
});
