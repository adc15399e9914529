import { expect, test } from "vitest";
import { declaredNames } from "./declared-names.ts";

test("tasks, workflows and types are found with their signatures and documentation", () => {
  const text = `
/// Sets a chapter.
/// Slowly.
task pdf(source: file, look: string = "a") -> Sheet[] from "./tasks.ts" spawns x
task plain from "./tasks.ts"
task pure(n: int) -> int = n
workflow per_sample(sample: Sample) -> { a: int }:
  output pure
type Sheet = { a: int }
start: pdf("a")
`;
  expect(declaredNames(text)).toEqual([
    {
      name: "pdf",
      kind: "task",
      detail: 'pdf(source: file, look: string = "a") -> Sheet[]',
      documentation: "Sets a chapter.\nSlowly.",
    },
    { name: "plain", kind: "task" },
    { name: "pure", kind: "task", detail: "pure(n: int) -> int" },
    { name: "per_sample", kind: "workflow", detail: "per_sample(sample: Sample)" },
    { name: "Sheet", kind: "type" },
  ]);
});
