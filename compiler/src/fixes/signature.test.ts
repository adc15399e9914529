import { expect, test } from "vitest";
import { expectFix, fixesOf } from "../testing/expect-fix.ts";
import { functionOf, peerModules } from "../testing/peer-modules.ts";

const typescript = peerModules({
  "./t.ts": {
    functions: {
      draw: functionOf({ source: "string", "size?": "number", context: "json" }, ["string"]),
      odd: functionOf({ at: "Date" }, "undefined"),
      tree: functionOf({ of: "@Tree" }, "@Tree", { shapes: { Tree: { kind: "record", fields: [] } } }),
    },
  },
});

const program = (signature: string): string => `task draw${signature} from "./t.ts"\nstart: draw(source: "a")\n`;

test("a task takes over the types of its function", () => {
  expectFix(
    program("(source: boolean, size: number = 1) -> string[]"),
    'suggested: Declare "source: string"',
    program("(source: string, size: number = 1) -> string[]"),
    { typescript },
  );
  expectFix(
    program("(source: string, size?: string) -> string[]"),
    'suggested: Declare "size?: number"',
    program("(source: string, size?: number) -> string[]"),
    { typescript },
  );
  expectFix(
    program("(source: string, size?: number) -> int"),
    'suggested: Declare the result "string[]"',
    program("(source: string, size?: number) -> string[]"),
    { typescript },
  );
});

test("a task takes over the parameters of its function", () => {
  expectFix(
    program("(source: string) -> string[]"),
    'suggested: Add "size?: number"',
    program("(source: string, size?: number) -> string[]"),
    { typescript },
  );
  expectFix(
    program("(source: string, size?: number, more: int = 2) -> string[]"),
    'suggested: Remove the parameter "more"',
    program("(source: string, size?: number) -> string[]"),
    { typescript },
  );
});

test("a type that adg has not, or cannot be named in the file, is taken over from nobody", () => {
  expect(fixesOf('task odd(at: string) -> int from "./t.ts"\nstart: odd("a")\n', { typescript })).toEqual([
    'suggested: Declare the result "void"',
  ]);
  expect(fixesOf('task tree(of: int) -> int from "./t.ts"\nstart: tree(1)\n', { typescript })).toEqual([]);
});
