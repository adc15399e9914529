/** Texts of one shape and any size: deep nesting, long lines and chains, many names, circles. */

export interface Shape {
  readonly name: string;
  /** The text that repeats its part so often. */
  readonly of: (times: number) => string;
}

const times = (count: number, part: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => part(n)).join("");
const nested = (name: string, before: string, open: string, inner: string, close: string, after = ""): Shape => ({
  name,
  of: (count) => `${before}${open.repeat(count)}${inner}${close.repeat(count)}${after}\n`,
});
const listed = (name: string, before: string, part: (n: number) => string, after = "\n"): Shape => ({
  name,
  of: (count) => before + times(count, part) + after,
});

/** A task that the shapes of bodies call. */
const base = 'task a(x: json = 1) -> json from "./t.ts"\nedge a -> a\n';
const start = `${base}start: a(`;

/** What nests: each is too deep to be read past some size, which must be said once and not kill a pass. */
const nests: readonly Shape[] = [
  nested("brackets", start, "(", "1", ")", ")"),
  nested("open brackets", start, "(", "1", ""),
  nested("closing brackets", start, "", "1", ")"),
  nested("lists", start, "[", "1", "]", ")"),
  nested("open lists", start, "[", "", ""),
  nested("records", start, "{ a: ", "1", " }", ")"),
  nested("open records over lines", start, "{ a:\n", "", ""),
  nested("calls", start, "a(", "1", ")", ")"),
  nested("comprehensions", start, "[", "x", " for x in [1]]", ")"),
  nested("conditions", start, "if true then ", "1", " else 2", ")"),
  nested("further conditions", start, "if true then 1 else ", "2", "", ")"),
  nested("interpolations", start, '"#{', "1", '}"', ")"),
  nested("open interpolations", start, '"#{', "1", ""),
  nested("interpolations of a text block", `${start}"""`, '#{"', "1", '"}', '""")'),
  nested("lists of a type", "type T = ", "", "int", "[]"),
  nested("optional types", "type T = ", "", "int", "?"),
  nested("records of a type", "type T = ", "{ a: ", "int", " }"),
  nested("tuples of a type", "type T = ", "[", "int", "]"),
  nested("arguments of a type", "type T = ", "Outcome<", "int", ">"),
  nested("signs", start, "-", "1", "", ")"),
  nested("negations", start, "not ", "true", "", ")"),
  nested("members", `${start}a`, ".b", "", "", ")"),
  nested("indices", `${start}[1]`, "[0]", "", "", ")"),
  nested("index in index", start, "a[", "0", "]", ")"),
  nested("sums", start, "1 + ", "1", "", ")"),
  nested("comparisons", start, "1 < ", "1", "", ")"),
  nested("defaults", start, "null ?? ", "1", "", ")"),
  nested("conjunctions", start, "true and ", "true", "", ")"),
  nested("rules on one line", `${base}start: `, "when a done: ", "a()", ""),
  nested("loops on one line", `${base}start: `, "for x in [1]: ", "a()", ""),
  nested("branches on one line", `${base}start: `, "if true: ", "a()", ""),
  nested("else on one line", `${base}start: if true: a() `, "else if true: a() ", "", ""),
  nested("open rules on lines", base, "when a done:\n", "", ""),
  nested("text quotes", "type T = ", '"', "", ""),
  nested("text block quotes", start, '"""', "", ""),
  {
    name: "blocks",
    of: (count) =>
      `${base}start:\n${times(count, (n) => `${" ".repeat(n + 1)}if true:\n`)}${" ".repeat(count + 1)}a()\n`,
  },
  {
    name: "rules in rules",
    of: (count) =>
      `${base}start:\n${times(count, (n) => `${" ".repeat(n + 1)}when a done as x${n}:\n`)}${" ".repeat(count + 1)}a()\n`,
  },
  {
    name: "branches of one condition",
    of: (count) => `${base}start:\n  if true: a()\n${"  else if true: a()\n".repeat(count)}`,
  },
  {
    name: "levels that no block has",
    of: (count) => `start:\n${times(count, (n) => `${" ".repeat(count - n)}a()\n`)}`,
  },
];

/** What a command nests. */
const shellNests: readonly Shape[] = (
  [
    ["substitutions", "$(echo ", "x", ")"],
    ["expansions", "${a:-", "x", "}"],
    ["computations", "$((1+", "1", "))"],
    ["quotes", '\\"$(echo ', "x", ')\\"'],
    ["conditions", "if true; then ", "x", "; fi"],
    ["groups", "{ ", "x;", " }"],
    ["subshells", "( ", "x", " )"],
    ["open subshells", "(", "x", ""],
    ["backticks", "`", "x", "`"],
    ["cases", "case a in a) ", "x", ";; esac"],
    ["tests", "[[ ( ", "x", " ) ]]"],
    ["patterns", "[[ a =~ (", "x", ") ]]"],
    ["pipes", "a | ", "x", ""],
    ["conjunctions", "a && ", "x", ""],
    ["lists", "a; ", "x", ""],
    ["array elements", "a=(", "x", ")"],
    ["subscripts", "${a[", "1", "]}"],
    ["here-documents", "cat <<E\\n", "E", "\\nE"],
    ["open here-documents", "cat <<E ", "", ""],
    ["doubly open brackets", "((", "1", ""],
    ["process substitutions", "cat <(", "x", ")"],
    ["words", "x ", "#{attempt} ", ""],
    ["quoted holes", "'#{attempt}' ", "", ""],
    ["backslashes", "\\\\", "x", ""],
  ] as const
).map(([name, open, inner, close]) => nested(`${name} of a command`, 'task a():\n  sh "', open, inner, close, '"'));

/** What is long or much; nothing of it is too deep. */
const much: readonly Shape[] = [
  listed("letters of a name", "start: ", () => "a"),
  listed("letters of a string", 'start: f("', () => "a ", '")\n'),
  listed("escapes of a string", 'start: f("', () => "\\n", '")\n'),
  listed("holes of a string", `${start}"`, () => "#{1} ", '")\n'),
  listed("holes of a text block", `${start}"""\n`, () => "  #{1}\n", '""")\n'),
  listed("holes without end", `${start}"""\n`, () => "  #{1\n", '""")\n'),
  listed("strings without end", "start:\n", () => '  a("x)\n'),
  listed("text blocks without end", "", () => 'task a():\n  sh """\n    x\n', ""),
  listed("digits of a number", start, () => "9", ")\n"),
  listed("zeros of a duration", "task a():\n  timeout 1", () => "0", "s\n"),
  listed("elements of a list", `${start}[`, (n) => `${n}, `, "])\n"),
  listed("elements of different types", `${start}[`, (n) => `{ a${n}: 1 }, `, "])\n"),
  listed("fields of a record", `${start}{ `, (n) => `a${n}: ${n}, `, "})\n"),
  listed("the same field of a record", `${start}{ `, () => "a: 1, ", "})\n"),
  listed("arguments", start, (n) => `${n}, `, "1)\n"),
  listed("named arguments", start, (n) => `a${n}: ${n}, `, "x: 1)\n"),
  listed("members of a union", "type T = ", (n) => `"a${n}" | `, '"z"\n'),
  listed("members of a union of records", "type T = ", (n) => `{ a${n}: int } | `, "int\n"),
  listed("parameters", "task a(", (n) => `p${n}: int, `, "z: int) -> int = 1\nstart: a(1)\n"),
  listed("tasks", "", (n) => `task a${n}() -> int = ${n}\n`, "start: a0()\n"),
  listed("tasks of one name", "", () => "task a() -> int = 1\n", "start: a()\n"),
  listed("unknown tasks", `${base}start:\n`, (n) => `  b${n}()\n`, ""),
  listed("names in names", `${base}start:\n`, (n) => `  let x${n} = ${n === 0 ? "1" : `x${n - 1} + 1`}\n`, ""),
  listed("nodes after nodes", `${base}start:\n`, (n) => `  let x${n} = a(${n === 0 ? "1" : `x${n - 1}`})\n`, ""),
  listed("inputs after inputs", "input i: int = 1\n", (n) => `input i${n}: int = i${n === 0 ? "" : n - 1}\n`, ""),
  listed("types after types", "type T = int\n", (n) => `type T${n} = { a: T${n === 0 ? "" : n - 1} }\n`, ""),
  listed("types before types", "", (n) => `type T${n} = [T${n + 1}, T${n + 1}]\n`, ""),
  listed("edges", base, (n) => `edge a -> b${n}\n`, ""),
  {
    name: "an edge over many tasks",
    of: (count) =>
      `${times(count, (n) => `task a${n}(x: int) -> int = x\n`)}edge ${times(count, (n) => `a${n} -> `)}a0\nstart: a0(1)\n`,
  },
  {
    name: "an edge between groups",
    of: (count) => {
      const group = times(Math.ceil(Math.sqrt(count)), (n) => `, a${n}`).slice(2);
      return `${times(count, (n) => `task a${n}(x: int = 1) -> int = x\n`)}edge ${group} -> ${group}\nstart: a0()\n`;
    },
  },
  {
    name: "a chain of rules",
    of: (count) =>
      `${times(count, (n) => `task a${n}(x: int = 1) -> int = x\nedge a${n} -> a${n + 1}\nwhen a${n} done as d: a${n + 1}(d.result)\n`)}task a${count}(x: int) -> int = x\nstart: a0()\n`,
  },
  {
    name: "a circle of rules",
    of: (count) =>
      `${times(count, (n) => `task a${n}(x: int = 1) -> int = x\nedge a${n} -> a${(n + 1) % count}\nwhen a${n} done as d: a${(n + 1) % count}(d.result)\n`)}start: a0()\n`,
  },
  {
    name: "waiting rules in a chain",
    of: (count) =>
      `${times(count, (n) => `task a${n}(x: json = 1) -> int = 1\nedge a${n} -> a${n + 1}\nwhen no more a${n}: a${n + 1}(all a${n})\n`)}task a${count}(x: json) -> int = 1\nstart: a0()\n`,
  },
  {
    name: "waiting rules in a circle",
    of: (count) =>
      `${times(count, (n) => `task a${n}(x: json = 1) -> int = 1\nedge a${n} -> a${(n + 1) % count}\nwhen no more a${n}: a${(n + 1) % count}(all a${n})\n`)}start: a0()\n`,
  },
  {
    name: "types in a circle",
    of: (count) =>
      `${times(count, (n) => `type T${n} = { next: T${(n + 1) % count}? }\n`)}task a(x: T0) -> T1 = x.next\nstart: a({ next: null })\n`,
  },
  {
    name: "types that are each other",
    of: (count) => `${times(count, (n) => `type T${n} = T${(n + 1) % count}\n`)}task a(x: T0) -> T1 = x\nstart: a(1)\n`,
  },
  listed("types that are the next", "", (n) => `type T${n} = T${n + 1}\n`, "task a(x: T0) -> T0 = x\nstart: a(1)\n"),
  {
    name: "types that may be the next",
    of: (count) =>
      `${times(count, (n) => `type T${n} = T${n + 1}?\n`)}type T${count} = int | null\ntask a(x: T0) -> T1 = x\nstart: a(1)\n`,
  },
  {
    name: "unions of the same unions",
    of: (count) =>
      `${times(count, (n) => `type A${n} = A${n + 1} | B${n + 1}\ntype B${n} = A${n + 1} | B${n + 1}\n`)}type A${count} = int\ntype B${count} = string\ntask a(x: A0) -> B0 = x\nstart: a(1)\n`,
  },
  ...["json", "int", "string"].map((last) => ({
    name: `records in records that end in ${last}`,
    of: (count: number) =>
      `${times(count, (n) => `type A${n} = { a: A${n + 1} }\ntype B${n} = { a: B${n + 1} }\n`)}type A${count} = int\ntype B${count} = ${last}\ntask a(x: A0) -> B0 = x\nstart: if a == a: a(null)\n`,
  })),
  ...["int", "string"].map((last) => ({
    name: `unions of records that end in ${last}`,
    of: (count: number) =>
      `${times(count, (n) => `type A${n} = { a: A${n + 1} } | { a: A${n + 1}, b: int }\ntype B${n} = { a: B${n + 1} } | { a: B${n + 1}, b: int }\n`)}type A${count} = int\ntype B${count} = ${last}\ntask a(x: A0, y: B0) -> B0 = if x == y then x else y\nstart: a(1, 2)\n`,
  })),
  {
    name: "results of workflows in a chain",
    of: (count) =>
      `${times(count, (n) => `workflow w${n}():\n  output w${n + 1}\n  start: w${n + 1}()\n`)}task w${count}() -> int = 1\nstart: w0()\n`,
  },
  {
    name: "workflows in workflows",
    of: (count) =>
      `task a() -> int = 1\n${times(count, (n) => `workflow w${n}() -> int:\n  output o = ${n === 0 ? "a" : `w${n - 1}`}\n  start: ${n === 0 ? "a" : `w${n - 1}`}()\n`)}start: w${count - 1}()\n`,
  },
  {
    name: "workflows in a circle",
    of: (count) =>
      times(count, (n) => `workflow w${n}():\n  output w${(n + 1) % count}\n  start: w${(n + 1) % count}()\n`),
  },
  listed("conditions of one rule", `${base}when `, (n) => `a done as x${n}, `, "no more a: a(1)\nstart: a()\n"),
  listed("imports", "", (n) => `import { a${n} } from "./t${n}.ts"\n`, ""),
  listed("imported files", "", (n) => `import { a${n} } from "./${n}.adg"\n`, ""),
  listed("names of an import", "import { ", (n) => `a${n}, `, 'z } from "./t.ts"\n'),
  listed("comments", "", () => "/// a\n// b\n", "start: a()\n"),
  listed("empty lines", "", () => "\n", "start: a()\n"),
  listed("spaces", "", () => " ", "a"),
  listed("carriage returns", "", () => "\r", "a"),
  listed("tabs before lines", "start:\n", () => "\ta()\n", ""),
  listed("signs that are no tokens", "", () => "@\n", ""),
  listed("signs on one line", "", () => "@ ", ""),
  listed("crossing brackets", "", () => "x) f(\n", ""),
  listed("crossing brackets of all kinds", "", () => "([{)]}", ""),
  listed("open brackets on lines", base, () => "start: a((\n", ""),
  listed("attributes", "task a():\n", () => '  env A "b"\n', ""),
  listed("spawned tasks", "task a() spawns ", (n) => `b${n}, `, "b\n"),
  listed("outputs", base, (n) => `output o${n} = a\n`, "start: a()\n"),
  listed("backslashes", 'start: f("', () => "\\", '")\n'),
  listed("lone surrogates", 'start: f("', () => "\uD800", '")\n'),
];

export const shapes: readonly Shape[] = [...nests, ...shellNests, ...much];
