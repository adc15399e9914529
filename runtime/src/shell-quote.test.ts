import { execFileSync } from "node:child_process";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { quoteShell, type ShellPlace } from "./shell-quote.ts";
import type { Value } from "./workflow.ts";

const document = { delimiter: "EOF", tabs: false, before: "", after: "" };

describe("a value in a command", () => {
  test.each<readonly [string, Value, ShellPlace, string]>([
    ["needs no quotes as a plain word", "a/b-1.5:x@y%z+=,_", { context: "bare" }, "a/b-1.5:x@y%z+=,_"],
    ["is quoted where it is no plain word", "it's $x", { context: "bare" }, "'it'\\''s $x'"],
    ["is a word also when it is empty", "", { context: "bare" }, "''"],
    ["keeps a dash at its start", "-n", { context: "bare" }, "-n"],
    ["is several words as a list", ["a", "b c", 3, null, [1]], { context: "bare" }, "a 'b c' 3 null '[1]'"],
    ["is no word as an empty list", [], { context: "bare" }, ""],
    ["is JSON text as a record", { a: "'" }, { context: "bare" }, "'{\"a\":\"'\\''\"}'"],
    ["is a text as a boolean or null", true, { context: "double" }, "true"],
    ["is quoted as the name of a command", "if", { context: "command" }, "'if'"],
    ["is quoted before a redirection", "2", { context: "word" }, "'2'"],
    ["stays bare as digits in a word", -12, { context: "part" }, "-12"],
    ["is quoted as a part of a word", "12a", { context: "part" }, "'12a'"],
    ["is escaped in double quotes", 'a"$`\\!\n', { context: "double" }, 'a\\"\\$\\`\\\\!\n'],
    ["does not make a name longer", "x", { context: "double", afterName: true }, "${-+}x"],
    ["is escaped in single quotes", "a'\\", { context: "single" }, "a'\\''\\"],
    ["is escaped in $'…'", "a'\\", { context: "ansi" }, "a\\'\\\\"],
    ["is quoted in ${…}", "a}'", { context: "braces" }, '"a}\'"'],
    ["is quoted in ${…} in double quotes", "a}'", { context: "double-braces" }, 'a\\}"\'"'],
    ["is escaped in a here-document", '"$x`', { context: "heredoc", hereDocument: document }, '"\\$x\\`'],
    ["does not end a here-document", "EOF\nEOF x", { context: "heredoc", hereDocument: document }, "${-+}EOF\nEOF x"],
    ["stays in a raw here-document", "$x'", { context: "heredoc-raw", hereDocument: document }, "$x'"],
    ["is escaped once more in backticks", "`\\'", { context: "bare", backticks: "bare" }, "'\\`\\\\'\\\\'''"],
    ["is escaped once more in backticks in double quotes", '"', { context: "bare", backticks: "double" }, "'\\\"'"],
    ["is a number where the shell computes", "-007", { context: "arithmetic" }, " -7"],
    ["does not reach the shell in a comment", "\nrm x", { context: "comment" }, ""],
  ])("%s", (_, value, place, text) => {
    expect(quoteShell(value, place)).toBe(text);
  });
});

describe("a value is refused", () => {
  const raw: ShellPlace = { context: "heredoc-raw", hereDocument: document };
  test.each<readonly [string, Value, ShellPlace, string]>([
    ["list in quotes", ["a"], { context: "double" }, "A list can stand in a command only as words of its own"],
    ["list in a word", ["a"], { context: "part" }, "A list can stand in a command only as words of its own"],
    ["NUL", "a\0", { context: "bare" }, "A value has a NUL character, which no shell command can hold."],
    ["NUL in a list", ["a\0"], { context: "bare" }, "A value has a NUL character, which no shell command can hold."],
    ["last line of a raw text", "a\nEOF\n", raw, 'A value has the line "EOF", which would end the here-document'],
    [
      "part of the last line of a raw text",
      "F",
      { ...raw, hereDocument: { ...document, before: "EO" } },
      'A value has the line "EOF"',
    ],
    [
      "tab that a raw text loses",
      "a\n\tb",
      { ...raw, hereDocument: { ...document, tabs: true } },
      "A value has a line that begins with a tab",
    ],
    [
      "last line in a substitution",
      "\nEOF\n",
      { context: "double", hereDocument: { ...document, before: '$(x "', after: '")' } },
      'A value has the line "EOF"',
    ],
    ["text in arithmetic", "a[$(id)]", { context: "arithmetic" }, 'The shell computes where "a[$(id)]" should stand'],
    ["fraction in arithmetic", 1.5, { context: "arithmetic" }, "it must be a whole number"],
    ["too big a number in arithmetic", 1e20, { context: "arithmetic" }, "it must be a whole number"],
    ["boolean in arithmetic", true, { context: "arithmetic" }, "it must be a whole number"],
    ["list in arithmetic", [1], { context: "arithmetic" }, "it must be a whole number"],
  ])("%s", (_, value, place, message) => {
    expect(() => quoteShell(value, place)).toThrow(message);
  });
});

/** Where a text can stand, and what is around it there. */
const around: readonly (readonly [ShellPlace, before: string, after: string])[] = [
  [{ context: "bare" }, "printf '%s\\0' ", "\n"],
  [{ context: "part" }, "printf '%s\\0' ''", "''\n"],
  [{ context: "word" }, "x=", "; printf '%s\\0' \"$x\"\n"],
  [{ context: "double" }, "printf '%s\\0' \"", '"\n'],
  [{ context: "single" }, "printf '%s\\0' '", "'\n"],
  [{ context: "ansi" }, "printf '%s\\0' $'", "'\n"],
  [{ context: "braces" }, "printf '%s\\0' ${unset_name-", "}\n"],
  [{ context: "double-braces" }, "printf '%s\\0' \"${unset_name-", '}"\n'],
  [
    { context: "heredoc", hereDocument: document },
    "read -r -d '' x <<EOF || true\n",
    "\nEOF\nprintf '%s\\0' \"${x%$'\\n'}\"\n",
  ],
  [{ context: "single", backticks: "double" }, "x=\"`printf '%s.' '", "'`\"; printf '%s\\0' \"${x%.}\"\n"],
];

test("any text arrives as it is", () => {
  const character = fc.oneof(
    fc.constantFrom(..."'\"`$\\!*?[]{}~#&|;<>()=%-,.\n\t 0aEOF"),
    fc.constantFrom(
      "$(x)",
      "${x}",
      "\nEOF\n",
      "'\\''",
      "{a,b}",
      "\\\\",
      "<(",
      ">(",
      "$'",
      "<<E",
      "]]",
      "/*",
      "\r",
      "\u0001",
      "\u007f",
    ),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
  );
  const text = fc.array(character, { maxLength: 12 }).map((parts) => parts.join("").replaceAll("\0", ""));
  const texts = fc.array(text, { minLength: 30, maxLength: 60 });
  fc.assert(
    fc.property(texts, (values) => {
      const cases = values.flatMap((value) =>
        around.map(([place, before, after]) => ({ value, place, before, after })),
      );
      const script = cases.map(({ value, place, before, after }) => before + quoteShell(value, place) + after).join("");
      const output = execFileSync("bash", ["-euo", "pipefail"], { input: `IFS=\n${script}`, encoding: "utf8" });
      expect(output.split("\0").slice(0, -1)).toEqual(cases.map(({ value }) => value));
    }),
    { numRuns: 15 },
  );
});
