import { expect, it } from "vitest";
import { tellingArguments } from "./telling-arguments.ts";

it("tells nodes apart by the arguments that are not the same in all of them", () => {
  const nodes = [
    { task: "a", args: { folder: "in", n: 1, list: [1, 2] } },
    { task: "b", args: { x: 1 } },
    { task: "a", args: { folder: "in", n: 2, list: [1, 2] } },
    { task: "c", args: { x: 1, y: 2 } },
    { task: "c", args: { x: 1, y: 2 } },
  ];
  expect(Object.fromEntries([...tellingArguments(nodes)].map(([task, names]) => [task, [...names]]))).toEqual({
    a: ["n"],
    b: ["x"],
    c: ["x", "y"],
  });
});
