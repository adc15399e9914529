import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { titles } from "@adg/compiler";
import { findSection, titlesOf } from "./sections.ts";

const page = readFileSync(new URL("../../docs/diagnostics.md", import.meta.url), "utf8");

describe("the page about the diagnostics", () => {
  it("has a part for every code", () => {
    const codes = Object.keys(titles).toSorted();
    expect(titlesOf(page).map(({ code }) => code)).toEqual(codes);
    for (const code of codes) expect(findSection(page, code)).toMatch(new RegExp(`^## ${code}: .*[^]*\`\`\``));
  });

  it("has none for what is no code", () => {
    expect(findSection(page, "ADG0000")).toBe(undefined);
    expect(findSection(page, "ADG10")).toBe(undefined);
  });
});
