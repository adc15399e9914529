import { expect, test } from "vitest";
import { namedNodes } from "./named-node.ts";

const nodes = [
  { node: "pdf-aaaa00000001", task: "pdf", args: '["/home/x/a.md",1]' },
  { node: "pdf-aaaa00000002", task: "pdf", args: '["/home/x/b b.md",2]' },
  { node: "pdf-bbbb00000003", task: "pdf", args: `sha256:${"0".repeat(64)}` },
  { node: "pdf2-cccc0000004", task: "pdf2" },
  { node: "grün-dddd0000005", task: "grün", args: '["ä"]' },
];
const named = (text: string): readonly string[] => namedNodes(nodes, text).map(({ node }) => node.slice(-1));

test("a node is meant by its id, or by a beginning of it that goes beyond the task", () => {
  expect(named("pdf-aaaa00000002")).toEqual(["2"]);
  expect(named("pdf-b")).toEqual(["3"]);
  expect(named("pdf-aaaa")).toEqual(["1", "2"]);
  expect(named("pdf-")).toEqual([]);
  expect(named("pd")).toEqual([]);
});

test("all nodes of a task are meant by its name, and not those of a task that begins so", () => {
  expect(named("pdf")).toEqual(["1", "2", "3"]);
  expect(named(" pdf2 ")).toEqual(["4"]);
});

test("an argument is meant as it is, quoted, in brackets, or by the end of its path", () => {
  for (const text of ["pdf /home/x/a.md", 'pdf "/home/x/a.md"', 'pdf("/home/x/a.md",1)', "pdf a.md", "pdf 1"])
    expect(named(text)).toEqual(["1"]);
  expect(named('pdf "b b.md"')).toEqual(["2"]);
  expect(named('grün("ä")')).toEqual(["5"]);
  expect(named("pdf .md")).toEqual([]);
  expect(named("pdf 3")).toEqual([]);
  expect(named("")).toEqual([]);
});
