import { expect, test } from "vitest";
import { begin } from "./state.ts";

const state = begin({
  version: 1,
  name: "test",
  source: "file:///test.adg",
  types: {},
  tasks: [],
  edges: [],
  scopes: [],
  rules: [],
});

test("what nodes have given is not searched for nodes", () => {
  let reads = 0;
  const result = new Proxy(Object.freeze([1, 2, 3, 4, 5]), {
    get(list, key) {
      if (key !== "length") reads += 1;
      return Reflect.get(list, key) as unknown;
    },
  });
  state.sources.clear();
  state.sources.collect([result, { inside: result }], "strict");
  expect([state.sources.count, reads]).toEqual([0, 0]);
});
