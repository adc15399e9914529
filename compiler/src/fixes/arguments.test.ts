import { describe, expect, test } from "vitest";
import { expectFix, fixesOf } from "../testing/expect-fix.ts";

const tasks = `task find(folder: dir) -> file[] from "./tasks.ts"
task page(source: file, n: int, mode: "fast" | "exact" = "fast") -> file from "./tasks.ts"
task bind(pages: file[], title: string, options: { deep: boolean, size: [int, number?], note?: string }, extra: json) -> file from "./tasks.ts"
`;
const call = (before: string, after: string, rest: string): readonly [string, string] => [
  `${tasks}${rest.replace("CALL", before)}`,
  `${tasks}${rest.replace("CALL", after)}`,
];

describe("a missing argument", () => {
  test("is what bears its name, before what else fits its type", () => {
    const [text, mended] = call(
      "page(source: s)",
      "page(source: s, n: n)",
      'input m: int = 1\ninput n: int = 2\nstart:\n  for s in ["a"]: CALL\n',
    );
    expectFix(text, 'suggested: Add "n: n"', mended);
  });

  test("is the nearest that fits its type, a node for its result", () => {
    const rest = 'edge page, find -> bind\nstart:\n  find("a")\nwhen find done as d:\n  let p = page("a", 1)\n  CALL\n';
    const added = 'pages: d, title: "", options: { deep: false, size: [0, null] }, extra: null';
    const [text, mended] = call("bind()", `bind(${added})`, rest);
    const title = added.replace('title: ""', "title: p");
    expectFix(text, `suggested: Add "${title}"`, mended.replace(added, title));
  });

  test("is the emptiest value of its type where nothing fits", () => {
    const [text, mended] = call("page()", 'page(source: "", n: 0)', "start: CALL\n");
    expectFix(text, 'suggested: Add "source: "", n: 0"', mended);
    const [short, added] = call('page(\n    "a",\n  )', 'page(\n    "a", n: 0,\n  )', "start:\n  CALL\n");
    expectFix(short, 'suggested: Add "n: 0"', added);
  });

  test("is no value that stands there already, none that failed and none of any type", () => {
    const rest =
      'edge find -> page\nstart: find("a")\nwhen find failed as f:\n  let j = f.args\n  let k = 2\n  CALL after f\n  page("b", k)\n';
    const [text, mended] = call("page(source: f.error)", "page(source: f.error, n: k)", rest);
    expectFix(text, 'suggested: Add "n: k"', mended);
    const [other, given] = call("page(n: k)", 'page(n: k, source: "")', rest);
    expectFix(other, 'suggested: Add "source: """', given);
  });
});

describe("an argument that should not be there", () => {
  test("goes where it is given a second time", () => {
    const rest = "start: CALL\n";
    const [same, once] = call('page("a", 1, n: 1)', 'page("a", 1)', rest);
    expectFix(same, 'safe: Remove the second "n"', once);
    const [other, first] = call('page("a", 1, n: 2)', 'page("a", 1)', rest);
    expectFix(other, 'suggested: Remove the second "n"', first);
    const [named, left] = call(
      'page(n: 1, source: "a", n: 2, mode: "fast")',
      'page(n: 1, source: "a", mode: "fast")',
      rest,
    );
    expectFix(named, 'suggested: Remove the second "n"', left);
  });

  test("goes where there are too many", () => {
    const rest = "start: CALL\n";
    const [text, mended] = call('page("a", 1, "fast", 2, [3])', 'page("a", 1, "fast")', rest);
    expectFix(text, "suggested: Remove the last 2 arguments", mended);
    const [builtin, trimmed] = call('page("a".trim(1), 1)', 'page("a".trim(), 1)', rest);
    expectFix(builtin, "suggested: Remove the argument", trimmed);
    const [between] = call('page("a", 1, "fast", 2, mode: "fast")', "", rest);
    expect(fixesOf(between)).not.toContain("suggested: Remove the argument");
  });

  test("goes where it is for nodes", () => {
    const [text, mended] = call('page("a", abs(1) key 2 priority 3)', 'page("a", abs(1) priority 3)', "start: CALL\n");
    expectFix(text, 'suggested: Remove "key"', mended);
    const [rest, without] = call('page("a", abs(1) key 2 priority 3)', 'page("a", abs(1) key 2)', "start: CALL\n");
    expectFix(rest, 'suggested: Remove "priority"', without);
  });

  test("gets the name that was meant", () => {
    const [text, mended] = call('page("a", nn: 1)', 'page("a", n: 1)', "start: CALL\n");
    // Of two letters, one is half the name: something else may be meant.
    expectFix(text, 'suggested: Change to "n"', mended);
  });
});
