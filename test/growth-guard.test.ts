import { expect, test } from "vitest";
import { Project } from "./support/command.ts";

const chain = (guard: string): string => `input most: int = 3
output last: json = all step
task step(n: int) -> int = n:
  ${guard}
edge step -> step
start: step(1)
when step done as s where s.result < 100: step(s.result + 1)
`;

test("at most N lets N nodes be, and fails the run before one more is added", async () => {
  const project = new Project({ "main.adg": chain("at most 3") });
  const report = await project.run();
  expect(report.status).toBe("failed");
  expect(report.nodes["step"]).toMatchObject({ done: 3, failed: 0 });
  expect(report.errors).toHaveLength(1);
  expect(report.errors[0]).toMatchObject({ code: "ADG7006", line: 7 });
  expect(report.errors[0]?.message).toBe(
    '"step" may have at most 3 nodes in a run; there are 3, and 1 more would be added',
  );
});

test("a run with exactly N nodes succeeds, and N may come from an input", async () => {
  const project = new Project({ "main.adg": chain("at most most * 2") });
  expect((await project.run(["--input", "most=50"])).status).toBe("succeeded");
  expect((await project.run(["--input", "most=49"])).nodes["step"]).toMatchObject({ done: 98 });
});

test("a body that would add too many adds nothing", async () => {
  const project = new Project({
    "main.adg": `task one(n: int) -> int = n:
  at most 4
task two() -> int = 2
start:
  two()
  for i in range(5): one(i)
`,
  });
  const report = await project.run();
  expect(report.errors[0]).toMatchObject({ code: "ADG7006" });
  expect(report.nodes).toMatchObject({ one: { done: 0 }, two: { done: 0 } });
});

test("a key met again adds nothing, so it counts nothing", async () => {
  const project = new Project({
    "main.adg": `task page(n: int) -> int = n:
  at most 2
edge page -> page
start: page(0) key 0
when page done as p: page((p.result + 1) % 2) key (p.result + 1) % 2
`,
  });
  expect((await project.run()).status).toBe("succeeded");
});

test("all uses of a workflow share the guard, and no rule around one can handle it", async () => {
  const project = new Project({
    "main.adg": `task leaf(n: int) -> int = n:
  at most 3
task note(text: string) -> string = text
edge twice -> note
workflow twice() -> int[]:
  output all leaf
  start:
    leaf(1)
    leaf(2)
start:
  twice()
  twice()
when twice failed as t: note(t.error)
`,
  });
  const report = await project.run();
  expect(report.status).toBe("failed");
  expect(report.nodes["note"]).toMatchObject({ done: 0 });
  expect(report.errors.map(({ code }) => code)).toEqual(["ADG7006"]);
});

test("a guard that cannot be computed fails the run", async () => {
  const project = new Project({ "main.adg": chain("at most [1, 2][most]") });
  expect((await project.run()).errors).toMatchObject([{ code: "ADG7007" }]);
});
