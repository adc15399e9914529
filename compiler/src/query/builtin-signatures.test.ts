import { expect, test } from "vitest";
import { builtinFunctions, memberNames, methodOf } from "../builtins.ts";
import { listOf, primitive } from "../type-shape.ts";
import { builtinSignature, methodSignature } from "./builtin-signatures.ts";
import { readSignature, type Signature, signatureText } from "./signature.ts";

/** How many arguments a call has at least and at most. */
function counts(signature: Signature | undefined): readonly number[] {
  const { parameters } = signature ?? { parameters: [] };
  const least = parameters.filter(({ given }) => given === "always").length;
  return [least, parameters.some(({ given }) => given === "rest") ? Infinity : parameters.length];
}

test("every built-in function is described, with as many parameters as the checker takes", () => {
  for (const [name, { least, most }] of builtinFunctions) {
    const [from = 0, to] = counts(builtinSignature(name));
    // `zip` of one list is none, and `concat` needs something to add.
    expect([name, to]).toEqual([name, most]);
    expect(least - from, name).toBeOneOf([0, name === "zip" ? 1 : 0]);
  }
});

test("every method is described, with as many parameters as the checker takes", () => {
  for (const [of, type] of [
    ["string", primitive("string")],
    ["list", listOf(primitive("int"))],
  ] as const) {
    for (const name of memberNames(type).filter((each) => each !== "length")) {
      const { least, most } = methodOf(type, name) ?? { least: -1, most: -1 };
      const [from = 0, to] = counts(methodSignature(of, name));
      expect([name, to]).toEqual([name, most]);
      expect(least - from, name).toBeOneOf([0, name === "concat" ? 1 : 0]);
    }
  }
});

test("a signature is written as it is read", () => {
  const text = "f(a: { b: T }, c?: T[][], ...more: string) -> Outcome<T>";
  expect(signatureText(readSignature(text))).toBe("f(a: { b: T }, c?: T[][], ...more: string) -> Outcome<T>");
});
