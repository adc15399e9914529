import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { run } from "@adg/runtime";
import { load } from "./support/compile.ts";
import { tempFolder } from "./support/temp-folder.ts";

const folder = tempFolder();
const text = readFileSync(new URL("support/javascript-names.adg", import.meta.url), "utf8");

test("inputs, parameters, outputs and fields may bear names that every object of JavaScript has a meaning for", async () => {
  const workflow = await load(text, folder);
  const { errors, outputs } = await run(workflow, { stateDir: folder });
  expect(errors).toEqual([]);
  expect(Object.entries(outputs)).toEqual([
    ["__proto__", "5 6"],
    ["shown", "6 7 8 none"],
    ["made", JSON.parse('{ "__proto__": "p6", "a": 6 }')],
    ["joined", ["p6", "5 6 got 5 6 5", "2 3"]],
  ]);
  const given = await run(workflow, {
    stateDir: folder,
    inputs: JSON.parse('{ "__proto__": 8 }') as Record<string, unknown>,
  });
  expect(Object.entries(given.outputs)[0]).toEqual(["__proto__", "8 9"]);
});
