/** Declarations that lead to each other over thousands of steps, which no recursion could follow, nor any search from each of them. */
import { describe, expect, test } from "vitest";
import { growthOf } from "../../../test/support/growth.ts";
import { check } from "../check.ts";
import { format } from "../format.ts";
import { testHost } from "../testing/expect-check.ts";

const lines = (count: number, line: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => `${line(n)}\n`).join("");

function said(text: string): readonly string[] {
  const { diagnostics } = check("main.adg", text, testHost());
  return diagnostics.filter(({ severity }) => severity === "error").map(({ code, message }) => `${code} ${message}`);
}

const count = 5000;

describe("a chain", () => {
  test("of types that are each other has one type that stands for nothing", () => {
    const circle = lines(count, (n) => `type T${n} = T${(n + 1) % count}`);
    expect(said(circle)).toEqual(['ADG3001 The type "T0" stands for nothing but itself.']);
    const twoCircles = `${circle}type A = B?\ntype B = A | int\ntype C = B\n`;
    expect(said(twoCircles)).toHaveLength(2);
  });

  test("of types that may be the next is that of the last", () => {
    const program = (last: string): string =>
      `${lines(count, (n) => `type T${n} = T${n + 1}?`)}type T${count} = ${last}\ntask a(x: T0) -> int = x ?? 1\nstart: a(1)\n`;
    expect(said(program("int"))).toEqual([]);
    expect(said(program("string"))).toHaveLength(2);
  });

  test("of workflows that declare no result has that of the last", () => {
    const program = (count: number, last: string): string =>
      `${lines(count, (n) => `workflow w${n}():\n  output w${n + 1}\n  start: w${n + 1}()`)}task w${count}() -> ${last} = 1
output o: int = w0
start: w0()
`;
    expect(said(program(2300, "int"))).toEqual([]);
    expect(said(program(50, "number"))).toEqual(['ADG3001 Expected "int", but this is "number".']);
  });

  test("of records is compared", () => {
    const program = (last: string): string =>
      `${lines(count, (n) => `type A${n} = { a: A${n + 1} }\ntype B${n} = { a: B${n + 1} }`)}type A${count} = int
type B${count} = ${last}
task a(x: A${count - 50}, y: A0) -> B${count - 50} = x
task b(y: A0) -> B0 = y
`;
    expect(said(program("int"))).toEqual([]);
    expect(said(program("string"))[0]).toBe(`ADG3001 Expected "B${count - 50}", but this is "A${count - 50}".`);
  });

  test("of unions of the same unions is taken apart once", () => {
    const union = (name: string, n: number): string => `type ${name}${n} = A${n + 1} | B${n + 1}`;
    const program = lines(200, (n) => `${union("A", n)}\n${union("B", n)}`);
    expect(said(`${program}type A200 = int\ntype B200 = string\ntask a(x: A0) -> B0 = x\n`)).toEqual([]);
  });

  test.each(["int", "string"])("of unions of records is compared in no exponential time: %s", (last) => {
    const union = (name: string, n: number): string =>
      `type ${name}${n} = { a: ${name}${n + 1} } | { a: ${name}${n + 1}, b: int }`;
    const program = lines(100, (n) => `${union("A", n)}\n${union("B", n)}`);
    const task = "task a(x: A0) -> B0 = x";
    expect(said(`${program}type A100 = int\ntype B100 = ${last}\n${task}\n`)).toHaveLength(last === "int" ? 0 : 1);
  });

  test("of types takes no longer the further its end is", () => {
    const chain = (length: number): string => lines(length, (n) => `type T${n} = T${n + 1}`);
    expect(
      growthOf((length) => void check("main.adg", `${chain(length)}type T${length} = int\n`, testHost()), 1500, 12_000),
    ).toBeLessThan(32);
  });
});

test("the time to look for names that are not there grows with them, not with their square", () => {
  const names = (count: number): string => Array.from({ length: count }, (_, n) => `name${n}`).join(", ");
  const checkNames = (count: number): void => {
    const exported = Array.from({ length: count }, (_, n) => `game${n}`);
    const text = `import { ${names(count)} } from "./x.ts"\n`;
    expect(check("main.adg", text, testHost({ "./x.ts": exported })).diagnostics).toHaveLength(count);
  };
  expect(growthOf(checkNames, 1000, 8000)).toBeLessThan(32);
});

test("the time to format grows with a line, not with its square", () => {
  const list = (length: number): string => `start: a([${lines(length, (n) => `${n},`)}])\n`;
  expect(growthOf((length) => void format(list(length)), 3000, 24_000)).toBeLessThan(32);
});
