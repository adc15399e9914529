/** What the compiler says about the places in a command, and what the runtime puts there, held against the shell itself. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BashParser, checkShell, loadBash } from "../compiler/src/check/shell.ts";
import { quoteShell, UnquotableValue } from "../runtime/src/shell-quote.ts";
import type { Value } from "../runtime/src/workflow.ts";
import { literalOf } from "./support/shell-literal.ts";

let bash: BashParser;
let folder: string;
beforeAll(async () => {
  const wasm = (path: string): Uint8Array => readFileSync(new URL(import.meta.resolve(path)));
  bash = await loadBash({
    engine: wasm("web-tree-sitter/web-tree-sitter.wasm"),
    grammar: wasm("tree-sitter-bash/tree-sitter-bash.wasm"),
  });
  folder = mkdtempSync(join(tmpdir(), "adg-shell-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The command for a value, or what is wrong with the command. */
function compile(command: string): (value: Value) => string {
  const literal = literalOf(command);
  const { holes, diagnostics } = checkShell(
    [literal],
    { file: "/main.adg", text: command },
    bash === undefined ? {} : { bash },
  );
  expect(diagnostics.map((diagnostic) => diagnostic.message)).toEqual([]);
  const places = holes.get(literal) ?? [];
  return (value) => {
    let index = 0;
    return literal.parts
      .map((part) => (part.kind === "chunk" ? part.value : quoteShell(value, places[index++] ?? { context: "word" })))
      .join("");
  };
}

/** Runs the scripts one after the other, each in a shell of its own; the standard output of each. */
function run(scripts: readonly string[]): readonly string[] {
  const file = join(folder, "script.sh");
  writeFileSync(file, scripts.map((script) => `(\n${script}\n)\nprintf '\\0'`).join("\n"));
  const output = execFileSync("bash", ["-euo", "pipefail", file], {
    encoding: "utf8",
    cwd: folder,
    maxBuffer: 1 << 26,
    // As tasks are run. A bash whose input is a socket, as Node's pipes are, takes itself for one that was started over the
    // network, and first reads what the user's own shell starts with.
    stdio: ["ignore", "pipe", "inherit"],
  });
  return output.split("\0").slice(0, -1);
}

const pieces = [
  ..."'\"`$\\!*?[]{}~#&|;<>()=%+-.,:/@^_ \t\nab019é€",
  "😀",
  "$(touch pwned)",
  "`touch pwned`",
  "${HOME}",
  "$HOME",
  "$((1/0))",
  "'\\''",
  "\\\\",
  "\\n",
  "EOF",
  "E",
  "OF",
  "\nEOF\n",
  "\n\tEOF\n",
  "x=1",
  "if",
  "-n",
  "--",
  "{a,b}",
  "{1..3}",
  "~root",
  "a b  c",
  "&>f",
  "2>f",
  "}",
  "]]",
  "))",
  "*/",
  ">(",
  "<(x)",
];
const values = fc.sample(
  fc.array(fc.constantFrom(...pieces), { maxLength: 7 }).map((parts) => parts.join("")),
  { numRuns: 45, seed: 20 },
);
values.push("", "EOF", "E", "OF", "\nEOF\n", "\n\tEOF\n", "\n", "{a,b}", "\\", "`", "-n", "~root", "-3", "2");

const same = (value: string): string => value;
/** Each prints what arrived of `#{x}`, or more. */
const commands: readonly (readonly [command: string, expected: (value: string) => string])[] = [
  ["printf '%s' #{x}", same],
  ["printf '%s|' a #{x} b | cat", (v) => `a|${v}|b|`],
  ["printf '%s' --name=#{x}", (v) => `--name=${v}`],
  ["printf '%s' part-#{x}.txt", (v) => `part-${v}.txt`],
  ["printf '%s' #{x}#{x}", (v) => v + v],
  ["printf '%s' #{x}>out; cat out", same],
  ["h=home; printf '%s' $h#{x}", (v) => `home${v}`],
  ["printf '%s' ~#{x}", (v) => `~${v}`],
  ["v=#{x}; printf '%s' \"$v\"", same],
  ["v=a:#{x}:b; printf '%s' \"$v\"", (v) => `a:${v}:b`],
  ["V=#{x} bash -c 'printf %s \"$V\"'", same],
  ["export V=#{x}; printf '%s' \"$V\"", same],
  ["declare v=pre#{x}; printf '%s' \"$v\"", (v) => `pre${v}`],
  ["a=(#{x} second); printf '%s' \"${a[0]}\"", same],
  ["a=(x [3]=#{x}); printf '%s' \"${a[3]}\"", same],
  ["a=(x); a+=(\n  #{x} # don't\n); printf '%s' \"${a[1]}\"", same],
  ["printf '%s' \"<#{x}>\"", (v) => `<${v}>`],
  ["h=home; printf '%s' \"$h#{x}\"", (v) => `home${v}`],
  ["h=home; printf '%s' \"${h}#{x}$h\"", (v) => `home${v}home`],
  ["printf '%s' $\"<#{x}>\"", (v) => `<${v}>`],
  ["printf '%s' '<#{x}>'", (v) => `<${v}>`],
  ["printf '%s' $'<\\t#{x}>'", (v) => `<\t${v}>`],
  ["printf '%s' \"$(printf '%s.' #{x})\"", (v) => `${v}.`],
  ["printf '%s' \"$(printf '%s' \"$(printf '%s.' \"#{x}\")\")\"", (v) => `${v}.`],
  ["printf '%s' \"$(printf '%s.' '#{x}' # don't\n)\"", (v) => `${v}.`],
  ["v=`printf '%s.' #{x}`; printf '%s' \"$v\"", (v) => `${v}.`],
  ["v=`printf '%s.' \"#{x}\"`; printf '%s' \"$v\"", (v) => `${v}.`],
  ["v=`printf '%s.' '#{x}'`; printf '%s' \"$v\"", (v) => `${v}.`],
  ["printf '%s' \"`printf '%s.' #{x}`\"", (v) => `${v}.`],
  ["printf '%s' \"`printf '%s.' '#{x}'`\"", (v) => `${v}.`],
  ["printf '%s' \"`printf '%s.' \\\"#{x}\\\"`\"", (v) => `${v}.`],
  ["cat <<EOF\n<#{x}>\nEOF", (v) => `<${v}>\n`],
  ["cat <<EOF\n#{x}\nEOF\n", (v) => `${v}\n`],
  ["cat <<EOF\nE#{x}\n#{x}F\n#{x}#{x}\nEOF\n", (v) => `E${v}\n${v}F\n${v}${v}\n`],
  ["cat <<EOF\nEO\\\n#{x}\n#{x}\\\nF\nEOF\n", (v) => `EO${v}\n${v}F\n`],
  ["cat <<-EOF\n\t#{x}\n\tE#{x}\n\tEOF\n", (v) => `${v}\nE${v}\n`],
  ["h=home; cat <<EOF; printf '%s' #{x}\n$h#{x} it's\nEOF\n", (v) => `home${v} it's\n${v}`],
  ["cat <<A - <<B\n#{x}\nA\n#{x}\nB", (v) => `${v}\n`],
  ["cat <<< #{x}", (v) => `${v}\n`],
  ['cat <<< "<#{x}>"', (v) => `<${v}>\n`],
  ["case #{x} in #{x}) printf yes;; esac", () => "yes"],
  ["case a#{x}b in (a#{x}b) printf yes;; *) printf no; esac", () => "yes"],
  ["case zzz in #{x}|y#{x}) printf yes;; *) printf no;; esac", () => "no"],
  ["v=$(case a in a) printf '%s.' #{x};; esac); printf '%s' \"$v\"", (v) => `${v}.`],
  ["if [[ #{x} == #{x} && ! #{x} != #{x} ]]; then printf yes; fi", () => "yes"],
  ["if [[ a#{x}b =~ ^a#{x}b$ ]]; then printf yes; fi", () => "yes"],
  ['if [[ zz == #{x} || "zz" =~ ^(#{x}|y#{x})$ && -n #{x} ]]; then printf yes; else printf no; fi', () => "no"],
  ["if [ #{x} = #{x} ]; then printf yes; fi", () => "yes"],
  ["for w in #{x} last; do printf '<%s>' \"$w\"; done", (v) => `<${v}><last>`],
  ["f() { printf '%s' \"$1\"; }; f #{x}", same],
  ["function f { local v=#{x}; printf '%s' \"$v\"; }; f", same],
  ["cat <(printf '%s' #{x})", same],
  ["printf '%s' #{x} | while IFS= read -r -d '' line || [[ -n $line ]]; do printf '%s' \"$line\"; done", same],
  ["printf '%s' \"${unset_before:-#{x}}\"", same],
  ["printf '%s' ${unset_before:-#{x}}", same],
  ["h=home; printf '%s' \"${unset_before-<$h#{x}>}\"", (v) => `<home${v}>`],
  ["printf '%s' \"${unset_before:-$(printf '%s.' \"#{x}\")}\"", (v) => `${v}.`],
  ["v=#{x}tail; printf '%s' ${v#\"#{x}\"}", () => "tail"],
  ["v=#{x}zzz; printf '%s' ${v##*#{x}}", (v) => (v === "" ? "" : "zzz")],
  ["v=head#{x}; printf '%s' ${v%#{x}}", () => "head"],
  ["v=head#{x}; printf '%s' \"$(printf '%s' ${v%'#{x}'})\"", () => "head"],
  ["printf ok # don't #{x}", () => "ok"],
  ["printf '%s' \\\n  #{x} \\\n  end", (v) => `${v}end`],
  ["echo \"$(( 1 + 2 ))\" >/dev/null; ( printf '%s' #{x} ) 2>&1", same],
  ["{ printf '%s' #{x}; } 2>/dev/null", same],
  ["! false && printf '%s' #{x} || true", same],
  ["printf '%s' #{x} | awk 'BEGIN { RS = \"\\001\" } { printf \"%s\", $0 }'", same],
  ["printf '%s' {#{x},b}", (v) => (v === "" ? "b" : `${v}b`)],
];

test.each(commands)("a text arrives as it is in %j", (command, expected) => {
  const script = compile(command);
  const outputs = run(values.map(script));
  values.forEach((value, index) => expect([value, outputs[index]]).toEqual([value, expected(value)]));
});

test("a text is never evaluated", () => {
  expect(run(["ls"]).join("").split("\n")).not.toContain("pwned");
});

test("a text arrives as it is in a here-document that cannot escape it, or is refused for its last line or its tabs", () => {
  const documents: readonly (readonly [command: string, expected: (value: string) => string])[] = [
    ["cat <<'EOF'\n#{x}\nE#{x}\n#{x}F\n(#{x}, #{x})\nEOF", (v) => `${v}\nE${v}\n${v}F\n(${v}, ${v})\n`],
    ['cat <<-"EOF"\n\tE#{x}\n\tEOF', (v) => `E${v}\n`],
    ["cat <<EOF\n  $(printf '%s.' \"#{x}\" #{x})\n$(printf '%s.' '\n#{x}')\nEOF", (v) => `  ${v}.${v}.\n\n${v}.\n`],
  ];
  for (const [command, expected] of documents) {
    const script = compile(command);
    const accepted = values.filter((value) => {
      try {
        return script(value) !== "";
      } catch (refusal) {
        if (!(refusal instanceof UnquotableValue)) throw refusal;
        expect(value).toMatch(/EOF|^OF|^E$|^E\n|\nE$|\n\t/);
        return false;
      }
    });
    expect(accepted.length).toBeGreaterThan(values.length / 2);
    const outputs = run(accepted.map(script));
    accepted.forEach((value, index) => expect([value, outputs[index]]).toEqual([value, expected(value)]));
  }
});

test("the name of a file may be any text", () => {
  const names = values.filter((value) => !/[/]|^\.*$/.test(value)).map((value) => `f${value}`);
  const script = compile("printf hi > #{x}; cat \"#{x}\"; cat < '#{x}'; rm -- #{x}");
  expect(new Set(run(names.map(script)))).toEqual(new Set(["hihi"]));
});

test("a word of the shell's own stays text in place of a command", () => {
  const handler = "command_not_found_handle() { printf '<%s>' \"$1\"; }; ";
  const words = ["if", "A=1", "{", "!", "[[", "done", "a b", "$(id)", "function", "x=(1)"];
  const script = compile(`${handler}#{x}; true; #{x} && B=1 #{x} | cat`);
  expect(run(words.map(script))).toEqual(words.map((word) => `<${word}><${word}><${word}>`));
});

test("a list becomes its elements where words stand", () => {
  const lists = [[], ["a b", "'", "$x"], [1, true, null], [["n", 1], { k: "v'" }], ["", "-n"]];
  const elements = (list: readonly Value[]): string =>
    list.map((element) => `<${typeof element === "string" ? element : JSON.stringify(element)}>`).join("");
  for (const command of [
    'set -- #{x}; for a in "$@"; do printf \'<%s>\' "$a"; done',
    "for a in #{x}; do printf '<%s>' \"$a\"; done",
    'v=(#{x}); for a in ${v[@]+"${v[@]}"}; do printf \'<%s>\' "$a"; done',
  ])
    expect(run(lists.map((list) => compile(command)(list)))).toEqual(lists.map(elements));
});

test("records and null become JSON text", () => {
  const script = compile("printf '%s %s' #{x} \"#{x}\"");
  expect(run([script({ a: ["it's", '"'] }), script(null)])).toEqual([
    `{"a":["it's","\\""]} {"a":["it's","\\""]}`,
    "null null",
  ]);
});

test("a number stands where the shell computes", () => {
  const numbers: readonly Value[] = [0, 3, -3, "12", "007", "-08", 9007199254740991];
  const outputs = (command: string): readonly string[] => run(numbers.map(compile(command)));
  const whole = numbers.map((value) => Number(value));
  expect(outputs("echo $((5-#{x}))")).toEqual(whole.map((n) => `${5 - n}\n`));
  expect(outputs('echo "$((-#{x} * 2))"')).toEqual(whole.map((n) => `${BigInt(-n) * 2n}\n`));
  expect(outputs("(( y = #{x} + 1 )) || true; echo $y")).toEqual(whole.map((n) => `${BigInt(n) + 1n}\n`));
  expect(outputs("if [[ #{x} -lt 1 ]]; then echo small; fi")).toEqual(whole.map((n) => (n < 1 ? "small\n" : "")));
  expect(run([2, 3].map(compile("for i in {1..#{x}}; do printf $i; done")))).toEqual(["12", "123"]);
  expect(run([2, -3].map(compile('v=abcdef; printf "${v:#{x}}"')))).toEqual(["cdef", "def"]);
  expect(run([1, 2].map(compile("a=(p q r); a[#{x}]=z; printf '%s' \"${a[#{x}]}${a[*]}\"")))).toEqual([
    "zp z r",
    "zp q z",
  ]);
  expect(() => compile("echo $((1 + #{x}))")("a[$(touch pwned)]")).toThrow(
    'The shell computes where "a[$(touch pwned)]" should stand, so it must be a whole number.',
  );
});
