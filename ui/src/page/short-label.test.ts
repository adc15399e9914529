import { expect, test } from "vitest";
import { shortLabel } from "./short-label.ts";

test.each([
  ['source: "/home/me/book/chapters/01-one.md", look: "chapter"', 'source: "…/01-one.md", look: "chapter"'],
  ['"…xamples/book/chapters/01-one.md"', '"…/01-one.md"'],
  ['"a/b.md"', '"a/b.md"'],
  ['text: "<script>alert(1)</script>"', 'text: "<script>alert(1)</script>"'],
  ['"…what is meant here is and/or"', '"…what is meant here is and/or"'],
  ["files: 4, size: 400", "files: 4, size: 400"],
  ['"/home/me/a/folder/"', '"/home/me/a/folder/"'],
])("of long paths, lists show the ends: %s", (label, short) => {
  expect(shortLabel(label)).toBe(short);
});
