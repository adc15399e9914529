/** Random commands for the shell, some of them sound, with `#{x}` where values may stand. */
import { type Dice, pick } from "../support/dice.ts";
import { nastyTexts } from "./edits.ts";

/** A command out of the shell's grammar, then perhaps damaged. */
export function shellText(dice: Dice): string {
  let text = list(dice, 3);
  for (let damages = dice(3) === 0 ? 1 + dice(3) : 0; damages > 0; damages -= 1) {
    const at = dice(text.length + 1);
    text = text.slice(0, at) + (dice(2) === 0 ? "" : pick(dice, damage)) + text.slice(at + dice(3));
  }
  return text;
}

const damage: readonly string[] = [
  ...["'", '"', "`", "$", "(", ")", "{", "}", "[[", "]]", ";", ";;", "&", "|", "<", ">", "\n", "\\", "#", "#{x}", "="],
  ...["$(", "${", "$((", "<<E\n", "fi", "done", "esac", "then", "in", "!", "((", "<(", "&&", "$'", '$"', " ", "\t"],
  ...nastyTexts.filter((text) => text !== "\0" && text !== "#{" && text.isWellFormed()),
];

function list(dice: Dice, depth: number): string {
  let text = pipeline(dice, depth);
  while (dice(3) === 0) text += pick(dice, ["; ", "\n", " && ", " || ", " & ", " &&\n"]) + pipeline(dice, depth);
  return text;
}

function pipeline(dice: Dice, depth: number): string {
  let text = dice(12) === 0 ? "! " : "";
  text += command(dice, depth);
  while (dice(6) === 0) text += pick(dice, [" | ", " |& ", " |\n"]) + command(dice, depth);
  return text;
}

function command(dice: Dice, depth: number): string {
  if (depth === 0 || dice(2) === 0) return simple(dice, depth);
  const inner = (): string => list(dice, depth - 1);
  switch (dice(14)) {
    case 0:
      return `if ${inner()}; then ${inner()}; else ${inner()}\nfi`;
    case 1:
      return `for w in ${words(dice, depth)}; do ${inner()}; done`;
    case 2:
      return `while ${inner()}\ndo ${inner()}\ndone`;
    case 3:
      return `case ${word(dice, depth)} in ${word(dice, depth)}) ${inner()};; (${word(dice, depth)}|*) ${inner()}\nesac`;
    case 4:
      return `{ ${inner()}; }${redirection(dice, depth)}`;
    case 5:
      return `( ${inner()})`;
    case 6:
      return `[[ ${word(dice, depth)} ${pick(dice, ["==", "!=", "=~", "<", "-eq", "-nt"])} ${word(dice, depth)} && ( -f ${word(dice, depth)} ) ]]`;
    case 7:
      return `f() { ${inner()}; }`;
    case 8:
      return `(( n = ${pick(dice, ["1", "#{x}", "n + #{x}", "$n", "$(echo 1)"])} ))`;
    case 9:
      return `cat <<EOF\n${documentText(dice, depth)}\nEOF\n`;
    case 10:
      return `cat <<'EOF'\n${documentText(dice, depth)}\nEOF\n`;
    case 11:
      return `cat <<-E ${redirection(dice, depth)}\n\t${documentText(dice, depth)}\n\tE\n`;
    case 12:
      return `function g { ${inner()}; }`;
    default:
      return `until ${inner()}; do ${inner()}; done`;
  }
}

function simple(dice: Dice, depth: number): string {
  const before = dice(6) === 0 ? `V=${word(dice, depth)} ` : "";
  const comment = dice(20) === 0 ? " # it's #{x}\n" : "";
  if (dice(12) === 0) return `v${dice(2) === 0 ? "+" : ""}=(${words(dice, depth)})`;
  return before + pick(dice, commands) + words(dice, depth) + redirection(dice, depth) + comment;
}

const commands = [
  "echo ",
  "printf '%s' ",
  "cat ",
  "awk '{ print $1 }' ",
  "test -f ",
  "[ a = b ] ",
  "export ",
  "local a=",
  "#{x} ",
  ": ",
  "let ",
];

function redirection(dice: Dice, depth: number): string {
  if (dice(5) > 0) return "";
  return `${pick(dice, [" > ", " >> ", " < ", " 2> ", " <<< ", " &> ", " 2>&1 > ", "> "])}${word(dice, depth)}`;
}

function words(dice: Dice, depth: number): string {
  return Array.from({ length: 1 + dice(3) }, () => word(dice, depth)).join(pick(dice, [" ", " ", "  ", " \\\n "]));
}

function word(dice: Dice, depth: number): string {
  return Array.from({ length: dice(3) === 0 ? 2 + dice(2) : 1 }, () => part(dice, depth)).join("");
}

function part(dice: Dice, depth: number): string {
  if (depth === 0) return pick(dice, ["a", "#{x}", "'#{x}'", '"#{x}"', "b.txt", "$v"]);
  switch (dice(16)) {
    case 0:
      return `$( ${list(dice, depth - 1)})`;
    case 1:
      return `"${quotedText(dice, depth)}"`;
    case 2:
      return `'${pick(dice, ["#{x}", "a #{x} b", "$v", '"', "a"])}'`;
    case 3:
      return `\${v${pick(dice, [":-", "-", "%", "#", "##", "/a/", "//", ":", "^^", "+", ":?"])}${pick(dice, ["a", "#{x}", '"#{x}"', "'#{x}'", "1", "$v"])}}`;
    case 4:
      return `$((${pick(dice, ["1 + #{x}", "n", "#{x}", "(2) * #{x}", "a[#{x}]"])}))`;
    case 5:
      return `\`${pick(dice, ["echo #{x}", "echo '#{x}'", 'echo "#{x}"', "date"])}\``;
    case 6:
      return `$'${pick(dice, ["\\n#{x}", "a", "\\'#{x}"])}'`;
    case 7:
      return `<( ${list(dice, depth - 1)})`;
    case 8:
      return `{${pick(dice, ["a", "#{x}", "1"])}${pick(dice, [",", ".."])}${pick(dice, ["b", "#{x}", "3"])}}`;
    case 9:
      return pick(dice, [
        "*",
        "?",
        "[a-z]",
        "~",
        "~#{x}",
        "a=#{x}",
        "--n=#{x}",
        "\\ ",
        "\\'",
        "\\#{x}",
        "$#{x}",
        "#",
        "a#b",
        "!",
        "=",
        "-",
      ]);
    default:
      return pick(dice, ["a", "#{x}", "#{x}", "b.txt", "$v", "$1", '"$@"', "12", "${#v}", "${v[#{x}]}"]);
  }
}

function quotedText(dice: Dice, depth: number): string {
  const one = (): string =>
    pick(dice, [
      "a",
      " ",
      "#{x}",
      "$v",
      "'#{x}'",
      `$( ${dice(2) === 0 ? list(dice, depth - 1) : "echo #{x}"})`,
      "`echo #{x}`",
      '\\"',
      "${v:-#{x}}",
      "\\\\",
      "$",
    ]);
  return Array.from({ length: 1 + dice(4) }, one).join("");
}

function documentText(dice: Dice, depth: number): string {
  const one = (): string =>
    pick(dice, [
      "a",
      " ",
      "\n",
      "\t",
      "#{x}",
      "$v",
      "'",
      '"',
      "E",
      "EO",
      "F",
      "\\",
      "\\\n",
      `$(${list(dice, depth - 1)})`,
      "${v-#{x}}",
    ]);
  return Array.from({ length: dice(6) }, one).join("");
}
