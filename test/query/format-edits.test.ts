/** Formatting by edits, over all programs of the project. */
import { applyEdits, format } from "@adg/compiler";
import { formatEdits, formatRange } from "@adg/compiler/query";
import { expect, it } from "vitest";
import { edited } from "../fuzz/edits.ts";
import { diceFrom } from "../support/dice.ts";
import { programsOnDisk } from "../support/programs-on-disk.ts";

it.each(programsOnDisk)(
  "the edits of $name give what formatting gives, and those of a range are among them",
  ({ text }) => {
    const dice = diceFrom(text.length);
    const untidy = text.replaceAll(/ {2}|: /g, (space) => (dice(2) === 0 ? space : `${space}   `));
    const broken = edited(dice, "anything", text, text);
    for (const each of [untidy, broken]) {
      if (/\r/.test(each)) continue;
      const all = formatEdits(each);
      const apply = (edits: typeof all): string =>
        applyEdits(
          each,
          edits.map((edit) => ({ file: "", ...edit })),
        );
      expect(apply(all)).toBe(format(each));
      const start = dice(each.length + 1);
      const some = formatRange(each, { start, end: start + dice(each.length - start + 1) });
      expect(all).toEqual(expect.arrayContaining([...some]));
      expect(format(apply(some))).toBe(format(each));
    }
  },
);
