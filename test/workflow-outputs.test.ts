import { expect, test } from "vitest";
import { run } from "@adg/runtime";
import { load } from "./support/compile.ts";
import { tempFolder } from "./support/temp-folder.ts";

const folder = tempFolder();

test.each([["int?"], ["Maybe"]])(
  "a workflow that declares to give %s gives null where its output has no node",
  async (type) => {
    const text = `
type Maybe = int?
task leaf(n: int) -> int = n
task show(n: Maybe) -> int = n ?? -1
edge inner -> show
output shown: int[] = all show
workflow inner(goes: boolean) -> ${type}:
  output leaf
  start:
    if goes: leaf(1)
start:
  inner(false)
  inner(true)
when inner done as i: show(i.result)
`;
    const { errors, outputs } = await run(await load(text, folder, type.replace("?", "")), { stateDir: folder });
    expect(errors).toEqual([]);
    expect(outputs).toEqual({ shown: [-1, 1] });
  },
);
