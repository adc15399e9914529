/**
 * The reader of shell texts against bash itself: both must say the same of what can be parsed, and a value that the compiler lets
 * stand somewhere must stay text there.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BashParser, checkShell } from "../../compiler/src/check/shell.ts";
import type { ShellHole } from "../../compiler/src/program.ts";
import { quoteShell, UnquotableValue } from "../../runtime/src/shell-quote.ts";
import { type Dice, pick } from "../support/dice.ts";
import { literalOf } from "../support/shell-literal.ts";
import { describeThrown, type Finding } from "./inspect.ts";
import { shellText } from "./shell-texts.ts";

export interface ShellFinding extends Finding {
  readonly text: string;
}

/** What became of some commands. */
export interface ShellFigures {
  readonly texts: number;
  readonly accepted: number;
  /** Accepted here, and bash cannot parse it. */
  readonly onlyHere: number;
  /** Refused here as no command, and bash can parse it. */
  readonly onlyThere: number;
  readonly findings: readonly ShellFinding[];
}

const syntaxProblem =
  /no end|cannot stand|No command|has no |has nothing|followed by|cannot read|inside each other|needs "shopt/;

/** Reads so many random commands, and lets bash do the same. */
export function compareParsing(dice: Dice, count: number, bash: BashParser | undefined): ShellFigures {
  const findings: ShellFinding[] = [];
  const read = Array.from({ length: count }, () => {
    const text = shellText(dice);
    try {
      return { text, ...readCommand(text, bash) };
    } catch (error) {
      findings.push({ property: "the reader of commands throws nothing", message: describeThrown(error), text });
      return { text, holes: [], problems: [], syntax: false };
    }
  });
  // A hole stands for a word, which is what most values are.
  const parsed = areParsed(read.map(({ text, holes }) => withValue(text, holes, "7")));
  let [accepted, onlyHere, onlyThere] = [0, 0, 0];
  const disagreements: ShellFinding[] = [];
  read.forEach(({ text, problems, syntax }, index) => {
    if (problems.length === 0) accepted += 1;
    if (problems.length === 0 && parsed[index] === false) {
      onlyHere += 1;
      disagreements.push({ property: "what is accepted can be parsed by bash", message: "it cannot", text });
    }
    if (syntax && parsed[index] === true) {
      onlyThere += 1;
      // Before a command runs, bash does not look into backticks, nor at what stands in "${…}" and "((…))".
      if (!/`|\$\{|\(\(/.test(text))
        disagreements.push({ property: "what bash can parse is read", message: problems[0] ?? "", text });
    }
  });
  // Few commands, and none that anybody would write, are known to be read otherwise: damaged ones, nested deep.
  if (disagreements.length > count / 50) findings.push(...disagreements);
  return { texts: count, accepted, onlyHere, onlyThere, findings };
}

interface Command {
  readonly holes: readonly ShellHole[];
  readonly problems: readonly string[];
  /** Whether it is said to be no command at all. */
  readonly syntax: boolean;
}

function readCommand(text: string, bash: BashParser | undefined): Command {
  const literal = literalOf(text);
  const { holes, diagnostics } = checkShell([literal], { file: "main.adg", text }, bash === undefined ? {} : { bash });
  for (const { span } of diagnostics)
    if (!(span.start >= 0 && span.start <= span.end && span.end <= text.length))
      throw new RangeError(`a problem at ${span.start}-${span.end} of ${text.length}`);
  const problems = diagnostics.map(({ message }) => message);
  return { holes: holes.get(literal) ?? [], problems, syntax: problems.some((problem) => syntaxProblem.test(problem)) };
}

/** The command with the value in each of its holes. */
function withValue(text: string, holes: readonly ShellHole[], value: string): string {
  return text
    .split("#{x}")
    .map((chunk, index) => (index === 0 ? "" : quoteShell(value, holes[index - 1] ?? { context: "word" })) + chunk)
    .join("");
}

/** Whether bash can parse each of the commands: one bash reads them all, each as a string of its own. */
function areParsed(commands: readonly string[]): readonly boolean[] {
  const folder = mkdtempSync(join(tmpdir(), "adg-fuzz-"));
  commands.forEach((command, index) => writeFileSync(join(folder, String(index)), command));
  const script =
    'for ((i = 0; i < $1; i++)); do if bash -n "$2/$i" 2>"$2/err" && ! grep -q "here-document" "$2/err"; then echo 1; else echo 0; fi; done';
  const { stdout } = spawnSync("bash", ["-c", script, "bash", String(commands.length), folder], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  rmSync(folder, { recursive: true, force: true });
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => line === "1");
}

/** Commands that print what a part of a random command became, with a value in it. */
const printers: readonly (readonly [before: string, after: string])[] = [
  ["printf '%s\\0' ", "\n"],
  ["printf '%s\\0' \"", '"\n'],
  ["printf '%s\\0' '", "'\n"],
  ["x=", "; printf '%s\\0' \"$x\"\n"],
  ["x=(", "); printf '%s\\0' \"${x[@]}\"\n"],
  ["for x in ", "; do printf '%s\\0' \"$x\"; done\n"],
  ["cat <<EOF\n", "\nEOF\n"],
  ["cat <<'EOF'\n", "\nEOF\n"],
  ["cat <<-EOF\n\t", "\n\tEOF\n"],
  ["cat <<< ", "\n"],
  ["printf '%s\\0' \"$(printf '%s.' ", ')"\n'],
  ["printf '%s\\0' `printf '%s' ", "`\n"],
  ["printf '%s\\0' ${none-", "}\n"],
  ["printf '%s\\0' \"${none-", '}"\n'],
  ["printf '%s\\0' $'", "'\n"],
  ["case ", " in *) printf yes;; esac\n"],
  ["f() { printf '%s\\0' \"$@\"; }; f ", "\n"],
  ["[[ ", " == x ]] || printf no\n"],
  ["[[ a =~ ", " ]] || printf no\n"],
  ["printf '%s\\0' $(( 1 + ", " ))\n"],
  ["printf '%s\\0' x > ./f", "\n"],
  ["v=abc; printf '%s\\0' ${v#", "}\n"],
  ["v=abc; printf '%s\\0' \"${v/a/", '}"\n'],
  ["declare -A m=([k]=", "); printf '%s\\0' \"${m[k]}\"\n"],
  ["echo # ", "\n"],
];

const insides: readonly string[] = [
  ...[
    "#{x}",
    "#{x}#{x}",
    "a#{x}b",
    "'#{x}'",
    '"#{x}"',
    '"a $v#{x}"',
    "$(printf %s #{x})",
    "`printf %s #{x}`",
    "$v#{x}",
    "\\#{x}",
    "$#{x}",
  ],
  ...[
    "${v:-#{x}}",
    '"${none:-#{x}}"',
    "$'#{x}'",
    "{#{x},b}",
    "~#{x}",
    "x=#{x}",
    "-#{x}",
    "#{x}.txt",
    "\"$(printf %s '#{x}')\"",
    "'a'#{x}\"b\"",
  ],
  ...[
    "<(printf %s #{x})",
    "$((#{x}))",
    "[#{x}]",
    "@(#{x})",
    "(#{x})",
    "#{x} #{x}",
    "E#{x}",
    "#{x}F",
    "#{x}\n#{x}",
    '"`printf %s \\"#{x}\\"`"',
  ],
  ...[
    "${v/#{x}/#{x}}",
    "a\\\n#{x}",
    '$"#{x}"',
    "!#{x}",
    "#{x}*",
    '"\\\\#{x}"',
    "'\\'#{x}",
    "${v%%'#{x}'}",
    '"${none-$(printf %s #{x})}"',
  ],
];

/** What a value could do where it does not stay text: each would leave a file. */
const nastyValues: readonly string[] = [
  ...[
    "$(touch pwned)",
    "`touch pwned`",
    "; touch pwned;",
    "\ntouch pwned\n",
    "' ; touch pwned ; '",
    '" ; touch pwned ; "',
    "| touch pwned",
  ],
  ...[
    "& touch pwned &",
    "&& touch pwned",
    ") ; touch pwned ; (",
    "} ; touch pwned ; {",
    "'$(touch pwned)'",
    '"$(touch pwned)"',
    "\\$(touch pwned)",
  ],
  ...[
    "\\",
    "\\\\",
    "'",
    '"',
    "`",
    "$",
    "",
    " ",
    "\n",
    "\t",
    "-n",
    "--",
    "-rf",
    "#",
    "*",
    "?",
    "~",
    "!",
    "=",
    "%s",
    "%",
    "a=1",
    "{a,b}",
    "{1..3}",
  ],
  ...[
    "EOF",
    "E",
    "OF",
    "\nEOF\ntouch pwned\n",
    "\n\tEOF\ntouch pwned\n",
    "a[$(touch pwned)]",
    "x}$(touch pwned)",
    "]] ; touch pwned ; [[ a",
  ],
  ...[
    ">pwned",
    "<(touch pwned)",
    "2>pwned",
    ";;",
    "esac; touch pwned",
    "fi",
    "done",
    "é😀",
    "$'\\x24(touch pwned)'",
    "${v:=x}",
    "$IFS",
    "\r",
    "\u0001",
  ],
  ...[
    "a'b\"c`d$e\\f",
    "$((1/0))",
    "!!",
    "^a^b",
    "\\\n",
    "'\\''",
    "$v",
    "${x[$(touch pwned)]}",
    "<<E",
    "$(",
    "${",
    "((",
    ")",
    "}",
  ],
];

/** Puts values into so many random places; what the compiler accepts must run nothing of a value. */
export function compareQuoting(dice: Dice, count: number, bash: BashParser | undefined): ShellFigures {
  const findings: ShellFinding[] = [];
  const scripts: {
    readonly text: string;
    readonly value: string;
    readonly script: string;
    readonly placebo: string;
  }[] = [];
  let accepted = 0;
  for (let index = 0; index < count; index += 1) {
    const [before, after] = pick(dice, printers);
    const text = before + pick(dice, insides) + after;
    const { holes, problems } = readCommand(text, bash);
    if (problems.length > 0) continue;
    accepted += 1;
    const value = Array.from({ length: 1 + dice(2) }, () => pick(dice, nastyValues)).join("");
    try {
      scripts.push({ text, value, script: withValue(text, holes, value), placebo: withMarks(text, holes) });
    } catch (error) {
      if (!(error instanceof UnquotableValue)) throw error;
    }
  }
  for (const [index, { ran, output, expected }] of runAll(scripts).entries()) {
    const { text, value, script } = scripts[index] ?? { text: "", value: "", script: "" };
    const told = `${JSON.stringify(value)} made ${JSON.stringify(script)}`;
    if (ran) findings.push({ property: "no value is run", message: told, text });
    else if (expected !== undefined && output !== expected)
      findings.push({ property: "a value stays text", message: `${told} print ${JSON.stringify(output)}`, text });
  }
  return { texts: count, accepted, onlyHere: 0, onlyThere: 0, findings };
}

/** A word that means nothing to the shell anywhere, but where it computes. */
const MARK = "Qmark7Q";

function withMarks(text: string, holes: readonly ShellHole[]): string {
  return holes.some(({ context }) => context === "arithmetic") ? "" : withValue(text, holes, MARK);
}

interface Ran {
  /** Whether something of the value was run. */
  readonly ran: boolean;
  readonly output: string;
  /** What should be printed; `undefined` where that cannot be told. */
  readonly expected: string | undefined;
}

/** Runs the commands, each in a shell and a folder of its own, and once more with a harmless word in place of the value. */
function runAll(
  scripts: readonly { readonly value: string; readonly script: string; readonly placebo: string }[],
): readonly Ran[] {
  const folder = mkdtempSync(join(tmpdir(), "adg-fuzz-"));
  scripts.forEach(({ script, placebo }, index) => {
    mkdirSync(join(folder, `${index}.run`));
    mkdirSync(join(folder, `${index}.try`));
    writeFileSync(join(folder, `${index}.sh`), script);
    writeFileSync(join(folder, `${index}.placebo`), placebo);
  });
  const all = [
    'cd "$2"; export v=abc',
    "for ((i = 0; i < $1; i++)); do",
    '  (cd "$i.run" && timeout 5 bash -uo pipefail "../$i.sh" >"../$i.out" 2>/dev/null </dev/null)',
    '  (cd "$i.try" && timeout 5 bash -uo pipefail "../$i.placebo" >"../$i.expected" 2>/dev/null </dev/null)',
    "done",
  ].join("\n");
  spawnSync("bash", ["-c", all, "bash", String(scripts.length), folder], { stdio: "ignore" });
  const read = (name: string): string => readFileSync(join(folder, name), "utf8");
  const results = scripts.map(({ value, placebo }, index): Ran => {
    const ran = readdirSync(join(folder, `${index}.run`)).includes("pwned");
    const tried = placebo === "" ? "" : read(`${index}.expected`);
    // Values that are not words lose or gain something by the shell's own rules outside of quotes: line ends, `$(…)`, splitting.
    const expected = tried.includes(MARK) && isKept(placebo, value) ? tried.replaceAll(MARK, () => value) : undefined;
    return { ran, output: read(`${index}.out`), expected };
  });
  rmSync(folder, { recursive: true, force: true });
  return results;
}

/** Whether the shell prints a value as it is once it stands in the command as text: what a substitution prints may be split, and loses line ends. */
function isKept(script: string, value: string): boolean {
  return !/\$\(|`|\$v/.test(script) || /^[\w/.-]*$/.test(value);
}
