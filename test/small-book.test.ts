/** One book, set and bound by each executor that needs no server: all make the same of it. */
import { rmSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Project } from "./support/command.ts";
import { expectedBook, runBook } from "./support/small-book.ts";

const project = new Project({});
let graph: unknown;

beforeAll(async () => {
  ({ graph } = await runBook(project, "ts", "inline"));
});
afterAll(() => rmSync(project.folder, { recursive: true, force: true }));

it.each([
  ["ts", "inline"],
  ["ts", "threads"],
  ["ts", "processes"],
  ["sh", "shell"],
  ["python", "python"],
] as const)("%s tasks on %s", async (kind, on) => {
  expect(await runBook(project, kind, on)).toEqual({ ...expectedBook, graph });
});
