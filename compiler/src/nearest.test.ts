import { expect, test } from "vitest";
import { nearest } from "./nearest.ts";

test("a misspelt name offers the nearest names, the nearest first", () => {
  expect(nearest("discovr", ["discover", "discovery", "merge"])).toEqual(["discover", "discovery"]);
  expect(nearest("pfd", ["pdf", "merge"])).toEqual(["pdf"]);
  expect(nearest("PDF", ["pdf"])).toEqual(["pdf"]);
});

test("a name that is far from all offers none", () => {
  expect(nearest("merge", ["pdf", "marsupial"])).toEqual([]);
  expect(nearest("x", ["y", "z"])).toEqual([]);
});
