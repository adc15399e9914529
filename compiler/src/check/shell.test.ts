import { beforeAll, describe, expect, test } from "vitest";
import type * as ast from "../ast.ts";
import { type BashParser, checkShell, listMayStand, type ShellCheck } from "./shell.ts";
import { loadGrammar } from "../../../test/support/shell-grammar.ts";

let bash: BashParser;
beforeAll(async () => {
  bash = await loadGrammar();
});

/** The literal `"""…"""` with this raw text, in which `#{…}` is a hole. */
function literalOf(text: string): ast.TextLiteral {
  const parts: ast.TextPart[] = [];
  let at = 0;
  for (const hole of text.matchAll(/#\{[^}]*\}/g)) {
    const span = { start: hole.index, end: hole.index + hole[0].length };
    parts.push({ kind: "chunk", value: text.slice(at, span.start), span: { start: at, end: span.start } });
    parts.push({ kind: "hole", value: { kind: "missing", span }, span });
    at = span.end;
  }
  parts.push({ kind: "chunk", value: text.slice(at), span: { start: at, end: text.length } });
  return { kind: "text", triple: true, parts, span: { start: 0, end: text.length } };
}

function check(text: string): ShellCheck {
  return checkShell([literalOf(text)], { file: "/main.adg", text }, { bash });
}

/** Where the holes of a sound command stand. */
function contextsOf(text: string): readonly string[] {
  const { holes, diagnostics } = check(text);
  expect(diagnostics.map(({ message }) => message)).toEqual([]);
  return [...holes.values()].flat().map(({ context, backticks }) => context + (backticks ? ` \`${backticks}\`` : ""));
}

describe("a hole stands", () => {
  test.each([
    ["cat #{pages} | wc -c", "bare"],
    ["#{tool} #{x} && A=1 #{tool}; #{tool}", "command bare command command"],
    ["if #{tool}; then #{tool}; fi", "command command"],
    ["cp a-#{x}.txt --to=#{x} #{x}#{y}", "part part part part"],
    ["tr a-z A-Z < #{part} > #{out} 2>> #{log}", "word word word"],
    ["echo #{n}>file", "word"],
    ["x=#{x} y+=#{y} z=(#{z} [2]=#{z})", "word word bare part"],
    ["echo \"#{x} $(echo #{y} \"#{z} '#{z}'\") '#{z}'\"", "double bare double double double"],
    ["echo '#{x}' $'\\n#{x}' $\"#{x}\"", "single ansi double"],
    ["printf '(%s)' \"$(echo #{pages})\"", "bare"],
    ["echo `echo #{x} '#{x}'` \"`echo #{x}`\"", "bare `bare` single `bare` bare `double`"],
    ["diff <(sort #{a}) <(sort '#{b}') > >(tee #{c})", "bare single bare"],
    ["echo $((#{a} + #{b})) $[#{a}] ${x:#{a}:#{b}} ${x[#{a}]}", "arithmetic ".repeat(6).trim()],
    ["(( n = #{a} )); for ((i=0; i<#{n}; i++)); do a[#{n}]=1; done", "arithmetic arithmetic arithmetic"],
    ["[[ #{a} == #{b} && -f #{c} || #{n} -lt $x ]]", "word word word arithmetic"],
    ["[[ $x =~ ^(#{a}|b c)$ ]]", "part"],
    ['[[ $(wc -l < #{a}) -gt `cat #{b}` || "$(cat "#{c}")" -eq "#{n}" ]]', "word bare `bare` double arithmetic"],
    ['let n=#{a} "m=#{b}"; declare -i n="#{n}" m=$(cat #{c})', "arithmetic arithmetic arithmetic bare"],
    ["read -r -p #{a} x; printf -v x %s #{b}; local x=#{c}; unset $(cat #{d})", "bare bare word bare"],
    ['echo $(( "#{a}" + (1) )) $(( a["#{b}"] ))', "arithmetic arithmetic"],
    ["[ #{a} = b ] && test -n #{a}", "bare bare"],
    ["case #{a} in #{b}|x#{c}) echo #{d};; (*) echo;; esac", "word word part bare"],
    ["for w in #{words} x; do echo #{w}; done", "bare bare"],
    ['echo ${x:-#{a}} "${x:-#{b}}" ${x%#{c}}', "braces double-braces braces"],
    ["cat <<< #{x} # don't #{y}\necho #{z}", "word comment bare"],
    ["cat <<EOF\n#{a} '#{b}' \"#{c}\" $(echo #{d})\nEOF", "heredoc heredoc heredoc bare"],
    ["cat <<'EOF' > #{out}\n$x '#{b}' $(echo #{d})\nEOF\necho #{e}", "word heredoc-raw heredoc-raw bare"],
    ["f() { local x=#{a}; }; function g { #{b}; }", "word command"],
    ["x=$(case a in a) echo #{a};; esac) && (cd #{b}) || { echo #{c}; }", "bare bare bare"],
    ["echo \\\n  #{x} \\\n  'it'\\''s #{y}'", "bare single"],
  ])("in %j as %s", (command, contexts) => {
    expect(contextsOf(command).join(" ")).toBe(contexts);
  });
});

test("a list may stand only where it becomes words", () => {
  const { holes } = check('#{a} #{b} x#{c} "#{d}" > #{e}');
  expect([...holes.values()].flat().map(listMayStand)).toEqual([true, true, false, false, false]);
});

test("what ends a here-document is told of each hole in it", () => {
  const { holes } = check("cat <<-EOF\n\tE#{a}F\n#{b}#{c}\n#{d} and #{e}\nEOF\n");
  expect([...holes.values()].flat().map((hole) => hole.hereDocument)).toEqual([
    { delimiter: "EOF", tabs: true, before: "\tE", after: "F" },
    { delimiter: "EOF", tabs: true, before: "" },
    { delimiter: "EOF", tabs: true, after: "" },
    { delimiter: "EOF", tabs: true, before: "", after: " and " },
    { delimiter: "EOF", tabs: true, before: " and ", after: "" },
  ]);
});

describe("a sound command has no diagnostic", () => {
  test.each([
    "awk '{ print $2 }' #{x}",
    "awk -F'\\t' -v n=#{n} 'NR > 1 && $3 ~ /^[A-Z]+\\(/ { sum[$1] += $2 } END { for (k in sum) printf \"%s\\t%d\\n\", k, sum[k] }' #{x}",
    'jq -r \'.items[] | select(.name == "a\\"b") | "\\(.id) {\\(.n)}"\' < #{x}',
    "jq --arg name #{x} '{name: $name, tags: [.tags[]?]}' in.json > #{out}",
    "sed -E -e 's/^(.*)\"$/\\1/; s#a#b#g' -i.bak #{x}",
    "grep -c '^>' #{x} || true",
    'echo "it\'s" \'a "b"\' "a \\" b" # don\'t "worry `',
    "find . -name '*.txt' -print0 | xargs -0 -n1 -P4 sh -c 'echo \"$1\"' _",
    "find . \\( -name a -o -name b \\) -exec rm {} +",
    "samtools view -@ 4 -b #{x} | samtools sort -o #{out} - && samtools index #{out}",
    "for i in {1..#{n}}; do echo \"$i\"; done | sort -k1,1n -t $'\\t' | uniq -c",
    "while IFS=$'\\t' read -r a b; do echo \"${a##*/} ${b%.*} ${b//x/y}\"; done < <(cut -f1,2 #{x})",
    'declare -A m=([a]=1 ["b c"]=2); for k in "${!m[@]}"; do echo "$k ${m[$k]} ${#m[@]}"; done',
    'x=(a b); echo "${x[@]:1}" ${#x[@]} ${x[-1]} "${x[*]/%/,}"; x+=(c)',
    "if ! [[ -f a && ( $b =~ ^[0-9]+$ || $c == *.txt ) ]]; then exit 1; elif (( n > 3 )); then :; else false; fi",
    "trap 'rm -f \"$tmp\"' EXIT; tmp=$(mktemp); exec 3>&1; { cmd 2>&1 1>&3 | tee log; } 3>&-",
    "python3 - #{x} <<'PY'\nimport sys\nprint(f\"{sys.argv[1]!r} it's $HOME `x`\")\nPY",
    'cat <<EOF | tr a b\nit\'s "$HOME" $(date +%s) \\$x {#{x}}\nEOF',
    "curl -fsSL \"https://x/?a=1&b=#{x}\" -H 'Accept: */*' -o #{out} &\nwait $!",
    'case "$1" in -h|--help) echo;; [0-9]*) ;; *) exit 1 ;; esac',
    'echo $# $? $$ $! $- ${1:-x} ${10} "$@" ${x:?must be set} ${x+y} a#b $ "$" 50%',
    "home=${HOME:-none}\nprintf '%s\\n' #{line} | awk '{ print $2 }'",
    "Rscript -e 'x <- read.csv(\"a\"); cat(nrow(x))'",
    "perl -ne 'print if /(\\d+)\\s+$ENV{X}/ && !$seen{$1}++' #{x}",
    'select_all=1 env -i PATH="$PATH" timeout 5s bash -c \'echo "$0"\' #{x}',
    "time -p sleep 1; until false; do break; done; coproc cat; [ -t 1 ] && :",
    "",
    "# nothing but this #{x}",
  ])("%j", (command) => {
    expect(check(command).diagnostics).toEqual([]);
  });
});

/** `«` and `»` stand around the place that the diagnostic marks. */
function complaint(marked: string): { readonly marked: string; readonly message: string } | undefined {
  const text = marked.replace(/[«»]/g, "");
  const { diagnostics } = check(text);
  expect(diagnostics.length).toBeLessThanOrEqual(1);
  const [first] = diagnostics;
  if (first === undefined) return undefined;
  const { start, end } = first.span;
  return {
    marked: `${text.slice(0, start)}«${text.slice(start, end)}»${text.slice(end)}`,
    message: `${first.code} ${first.message}`,
  };
}

describe("a command that the shell cannot parse is reported where it is wrong", () => {
  test.each([
    ["echo «'»it is #{x}", "This single quote has no end."],
    ['echo "a" «"»b #{x}', "This double quote has no end."],
    ["echo «$(»date #{x}", 'This "$(" has no ")".'],
    ['echo "«${x"»', 'The shell cannot read what follows this "${".'],
    ["echo «`»date", "This backtick has no end."],
    ["echo a«(»b)", 'This "(" cannot stand here; quote it.'],
    ["(( n«'»= 1 ))", "This single quote has no end."],
    ['echo $(( n«"»= 1 ))', "This double quote has no end."],
    ["echo a«)»", '")" cannot stand here: nothing opened it.'],
    ["if true; then echo; «else» echo", 'This "else" has no "fi".'],
    ["for x in a; «do» echo", 'This "do" has no "done".'],
    ["«for» x in a; echo; done", 'This "for" has no "do".'],
    ["if true; «fi»", '"fi" cannot stand here: "if" has no "then" before it.'],
    ["echo; «done»", '"done" cannot stand here: nothing opened it.'],
    ["«case» a in b) echo;; ", 'This "case" has no "esac".'],
    ["sort a «|»", 'No command stands after "|".'],
    ["«&&» sort a", 'No command stands before "&&".'],
    ["sort «<»", '"<" has nothing after it.'],
    ["sort «>» # a", '">" has nothing after it.'],
    ["«case» # a in b) c;; esac", 'This "case" has no "in".'],
    ["a«[»0 b", 'This "[" has no "]"; quote it if it is text.'],
    ["a=(b «[»0 c)", 'This "[" has no "]"; quote it if it is text.'],
    ["cat «<<»EOF\na #{x}\n EOF", 'This here-document has no end: a line with nothing but "EOF" is missing.'],
    ["«[[» -f a ]", 'This "[[" has no "]]".'],
    ["«{» echo", 'This "{" has no "}".'],
    ["«f()» echo", "This function has no body in brackets."],
  ])("%j", (marked, message) => {
    expect(complaint(marked)).toEqual({ marked, message: `ADG6005 ${message}` });
  });
});

describe("a hole whose quoting cannot be told is reported", () => {
  const name = "The interpolation stands where the shell needs the name of a variable, which cannot be interpolated.";
  const backslash =
    "The interpolation stands right after a backslash, which would act on the first character of its value.";
  const braces =
    'The interpolation stands inside "${…}" where its quoting cannot be told; give the value to a variable before and use that.';
  const dollar = 'The "$" right before the interpolation would make its value the name of a variable.';
  test.each([
    ["echo $«#{x}»", dollar],
    ['echo "$«#{x}»"', dollar],
    ["echo ${«#{x}»}", name],
    ["echo ${!«#{x}»}", name],
    ["echo ${a«#{x}»:-b}", name],
    ["«#{x}»=5 echo", name],
    ["for «#{x}» in a; do echo; done", name],
    ["declare «#{x}»", name],
    ['local -r "a[«#{x}»]=1"', name],
    ["declare -a a=«#{x}»", name],
    ["unset '«#{x}»'", name],
    ["read -r -a «#{x}»", name],
    ["printf -v «#{x}» b", name],
    ["[ -v «#{x}» ]", name],
    ["test -v «#{x}»", name],
    ['[[ -v "«#{x}»" ]]', name],
    ["[[ -v «#{x}» ]]", name],
    ["«#{x}»() { echo; }", "The name of a function cannot be interpolated."],
    ["echo \\«#{x}»", backslash],
    ['echo "\\«#{x}»"', backslash],
    ["cat <<EOF\n\\«#{x}»\nEOF", backslash],
    ["cat <<«#{x}»\nEOF", "The word that ends a here-document cannot be interpolated."],
    ["echo ${a/«#{x}»/b}", braces],
    ['echo "${a%«#{x}»}"', braces],
    ["echo \"${a:-'«#{x}»'}\"", braces],
    ['echo "${a:-"«#{x}»"}"', braces],
    ["cat <<EOF\n${a:-«#{x}»}\nEOF", braces],
    ['echo "${a:-<(echo «#{x}»)}"', braces],
    [
      "echo `echo \\`echo «#{x}»\\``",
      "The interpolation stands in backticks where its quoting cannot be told; write $(…).",
    ],
    [
      "echo $((a«#{x}»))",
      "The interpolation stands where the shell needs a number or a name, which cannot be interpolated.",
    ],
  ])("%j", (marked, message) => {
    expect(complaint(marked)).toEqual({ marked, message: `ADG6005 ${message}` });
  });
});

for (const [what, open, close] of [
  ["command substitutions", "$(echo ", ")"],
  ["process substitutions", "cat <(", ")"],
  ["conditions", "if true; then ", "; fi"],
  ["expansions", "${a:-", "}"],
  ["computations", "$((1+", "))"],
  ["quotes", '"$(echo ', ')"'],
  ["functions", "function f ", ""],
  ["coprocesses", "coproc ", ""],
  ["groups of a regular expression", "[[ a =~ ((", ")"],
] as const) {
  test(`${what} that are nested too deep to be read give one ADG6005`, () => {
    const { diagnostics } = check(`echo #{a}\n${open.repeat(5000)}{ a; }${close.repeat(5000)}`);
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
      "ADG6005 Here more than 100 commands, brackets or expansions stand inside each other.",
    ]);
    expect(check(`echo ${"$(echo ".repeat(90)}#{a}${")".repeat(90)}`).diagnostics).toEqual([]);
  });
}

test("a command may go on as long as it likes", () => {
  for (const part of ["a && ", "a; "]) expect(check(`${part.repeat(30_000)}echo #{a}`).diagnostics).toEqual([]);
});

test("a place is right behind escapes and behind indentation that is not part of the text", () => {
  const escaped = String.raw`sh "echo \"\u{e9}\t\\\\\" ')' '"`;
  const at = escaped.lastIndexOf("'");
  const literal: ast.TextLiteral = {
    kind: "text",
    triple: false,
    span: { start: 3, end: escaped.length },
    parts: [{ kind: "chunk", value: "echo \"é\t\\\\\" ')' '", span: { start: 4, end: escaped.length - 1 } }],
  };
  const block = '"""\n    echo a\n      echo )\n  """';
  const blockLiteral: ast.TextLiteral = {
    kind: "text",
    triple: true,
    span: { start: 0, end: block.length },
    parts: [{ kind: "chunk", value: "echo a\n  echo )", span: { start: 3, end: block.length - 3 } }],
  };
  const spanOf = (text: string, of: ast.TextLiteral): unknown =>
    checkShell([of], { file: "/main.adg", text }, {}).diagnostics.map(({ span }) => span);
  expect(spanOf(escaped, literal)).toEqual([{ start: at, end: at + 1 }]);
  expect(spanOf(block, blockLiteral)).toEqual([{ start: block.indexOf(")"), end: block.indexOf(")") + 1 }]);
});
