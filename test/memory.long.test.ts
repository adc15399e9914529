/** What an analysis keeps for the next changes nothing of what is said: an editor and the command never differ. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { analyse, Memory } from "@adg/compiler";
import { parse } from "../compiler/src/parse.ts";
import { testHost } from "../compiler/src/testing/expect-check.ts";
import { parseUnshared } from "../compiler/src/testing/unshared.ts";
import { edited } from "./fuzz/edits.ts";
import { diceFrom } from "./support/dice.ts";

const folder = new URL("../compiler/src/testing/programs/", import.meta.url);
const programs = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), "utf8"));

test("an analysis with what earlier ones have left is that of the text alone, over random edits", () => {
  const memory = new Memory();
  for (let seed = 1; seed <= 600; seed += 1) {
    const dice = diceFrom(seed);
    let text = programs[seed % programs.length] ?? "";
    const other = programs[(seed * 7) % programs.length] ?? "";
    for (let step = 0; step < 3; step += 1) {
      text = edited(dice, "anything", text, other);
      const unshared = parseUnshared(text);
      expect(parse("main.adg", text, memory.lines), `seed ${seed}`).toEqual(unshared);
      expect(parse("main.adg", text), `seed ${seed}`).toEqual(unshared);
      const { diagnostics } = analyse("main.adg", text, testHost(), { memory });
      expect(diagnostics, `seed ${seed}`).toEqual(analyse("main.adg", text, testHost()).diagnostics);
    }
  }
});

test("lines of the same text are told apart inside each other's blocks and in chains of branches", () => {
  const text = `task a() -> int = 1
start:
  if true:
    a()
    if true:
      a()
    else if false: a()
    else if false: a()
    else:
      if true:
        a()
  if true:
    a()
when a done:
  when a done:
    a()
`;
  const memory = new Memory();
  parse("main.adg", text, memory.lines);
  expect(parse("main.adg", text, memory.lines)).toEqual(parseUnshared(text));
});
