import { expect, test } from "vitest";
import { nodesQuery } from "./nodes-query.ts";

test("what is wanted is asked for, and what is not is left out", () => {
  const none = { task: undefined, state: undefined, text: "", skip: 0, most: 50 };
  expect(nodesQuery(none)).toBe("skip=0&most=50");
  expect(nodesQuery({ task: 0, state: "failed", text: "a&b=1", skip: 100, most: 50 })).toBe(
    "task=0&state=failed&text=a%26b%3D1&skip=100&most=50",
  );
});
