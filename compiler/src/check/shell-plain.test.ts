import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { plainContextsOf } from "./shell-plain.ts";
import { HOLE } from "./shell-reader.ts";
import { type BashParser, readShell } from "./shell.ts";
import type { ShellText } from "./shell-text.ts";
import { loadGrammar } from "../../../test/support/shell-grammar.ts";

let bash: BashParser;
beforeAll(async () => {
  bash = await loadGrammar();
});

/** A command in which `@` is a hole. */
function shellText(command: string): ShellText {
  const places = [...command].flatMap((char, at) => (char === "@" ? [at] : []));
  return {
    text: command.replaceAll("@", HOLE),
    holes: new Map(places.map((at, index) => [at, index])),
    spanOf: (start, end) => ({ start, end }),
  };
}

test.each([
  ["grep -c '^>@' @ | awk '{ print $1 }' > \"@.txt\"", "single bare double"],
  ['jq --arg x @ \'. + { x: $x }\' < "$DIR/@" && echo "it\'s \\"@\\""', "bare double double"],
  ["if [ -f @ ]; then cp @ b; fi", "bare bare"],
  ["echo '$(' @", "bare"],
])("how holes are quoted in %j", (command, contexts) => {
  expect(plainContextsOf(shellText(command))?.join(" ")).toBe(contexts);
});

test.each([
  ["echo $(cat @)"],
  ["echo `cat @`"],
  ["cat <<E\n@\nE"],
  ["echo a # it's @"],
  ["echo ${x:-@}"],
  ["echo $'@'"],
  ["echo $x@"],
  ["echo $@"],
  ["echo \\@"],
  ["echo '@"],
  ["[[ a =~ @ ]]"],
  ["a=(@)"],
  ["{ echo @; }"],
])("%j is not plain", (command) => {
  expect(plainContextsOf(shellText(command))).toBeUndefined();
});

test("what is said of a plain command, the shell's grammar and our own reader say, too", () => {
  const parts = [
    ...["@", "@", "@", "@ ", "'", "'", '"', '"', "\\", "$x", "$1", " ", " ", "\n", "; ", " | ", " > ", " && "],
    ...["a", "b-", "=", "[", "]", "!", "~", "*", "?", ",", "%", ":", "/", "echo ", "if ", "; then ", "; fi", "x="],
    ...["(", ")", "#", "<", "$", "let ", "for x in ", "; do ", "; done", "in", "\t", "é", "unset ", "x[@]=1 "],
  ];
  let plain = 0;
  let compared = 0;
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 14 }), (picked) => {
      const text = shellText(picked.join(""));
      const contexts = plainContextsOf(text);
      const own = readShell(text);
      if (contexts === undefined || own.syntax !== undefined) return;
      plain += 1;
      const seen = bash.contextsOf(text);
      for (const [hole, context] of contexts.entries()) {
        const quoted = own.holes[hole]?.context;
        // Safe however it is quoted: only a number may stand there.
        if (quoted === "arithmetic") continue;
        const isQuoted = quoted === "double" || quoted === "single";
        expect(isQuoted ? quoted : "bare", text.text).toBe(context);
        const other = seen?.[hole] ?? "unknown";
        if (other === "unknown") continue;
        compared += 1;
        expect(other, text.text).toBe(context);
      }
    }),
    { numRuns: 20_000 },
  );
  expect(plain).toBeGreaterThan(1000);
  expect(compared).toBeGreaterThan(1000);
});
