import { expect, it } from "vitest";
import { shownArgs } from "./shown-text.ts";

it("leaves short arguments as they are, and cuts what a gather has of very many nodes", () => {
  const files = Array.from({ length: 30_000 }, (_, i) => `folder/file-${i}.txt`);
  const { n, all } = shownArgs({ n: [1, 2], all: files });
  expect(n).toEqual([1, 2]);
  expect(all).toMatch(/^\[\n {2}"folder\/file-0.txt",\n[^]*\n… and more$/);
  expect(String(all).length).toBeLessThan(21_000);
});
