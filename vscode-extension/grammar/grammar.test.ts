import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { lex } from "../../compiler/src/lexer.ts";
import * as t from "../../compiler/src/tokens.ts";
import { corpusFiles, documents, programFiles } from "../../test/support/documents.ts";
import { grammar, grammarFiles, markdownGrammar } from "./grammar.ts";
import { words } from "./roles.ts";
import { type Piece, type Registry, registryOf } from "./tokenise.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const extension = fileURLToPath(new URL("..", import.meta.url));

/** A grammar that goes on for ever after any quote, bracket or `#`: what it opens must not get out of the shell's text. */
const greedy = {
  scopeName: "source.shell",
  patterns: [
    { name: "comment.shell", match: String.raw`\s+#.*$` },
    { name: "greedy.shell", begin: `["'#({]`, end: "(?!)" },
    { name: "word.shell", match: String.raw`\w+` },
  ],
  repository: {},
};
const markdown = { scopeName: "text.html.markdown", patterns: [], repository: {} };

let registry: Registry;
beforeAll(async () => {
  registry = await registryOf(
    {
      "source.adg": grammar,
      "source.shell": greedy,
      "text.html.markdown": markdown,
      "markdown.adg.codeblock": markdownGrammar,
    },
    { "text.html.markdown": ["markdown.adg.codeblock"] },
  );
});

const colour = (text: string): Promise<readonly Piece[]> => registry.tokenise("source.adg", text);

/** The innermost scope of each place in the text where `part` stands. */
async function scopesOf(text: string, part: string): Promise<readonly string[]> {
  const pieces = await colour(text);
  return [...text.matchAll(new RegExp(String.raw`(?<!\w)${part}(?!\w)`, "g"))].map(
    ({ index }) => pieces.findLast(({ start }) => start <= index)?.scopes.at(-1) ?? "",
  );
}

describe("the grammar", () => {
  it.each([...grammarFiles])("in %s is the one that is made from the compiler's words", (path, text) => {
    expect(readFileSync(join(extension, path), "utf8")).toBe(text);
  });

  it("has a colour for every word of the language", () => {
    const text = JSON.stringify(grammar);
    const missing = words.filter(
      ({ word }) => !new RegExp(String.raw`[(|:]${word}[)|]|\(${word}\)|${word}\b`).test(text),
    );
    expect(missing).toEqual([]);
    expect(words.length).toBeGreaterThan(50);
  });
});

const programs = [
  ...[...programFiles, ...corpusFiles].map((path) => ({ path, text: readFileSync(join(root, path), "utf8") })),
  ...documents.flatMap(({ blocks }) =>
    blocks
      .filter(({ info }) => /^adg( right)?$/.test(info))
      .map(({ document, line, text }) => ({ path: `${document}:${line}`, text })),
  ),
];

/** What the scope of a token must have in it, or `undefined` where the place decides. */
function expected(type: (typeof t.vocabulary)[number]): RegExp | undefined {
  if (type === t.NumberToken || type === t.Duration || type === t.Size) return /constant\.numeric|keyword\.other\.unit/;
  if (type === t.Text) return /string\.quoted|meta\.embedded\.block|keyword\.other\.code/;
  if (type === t.HoleOpen || type === t.HoleClose) return /punctuation\.section\.interpolation/;
  if (type === t.Arrow) return /keyword\.operator\.arrow/;
  const word = words.find(({ word: each }) => type.LABEL === `"${each}"`);
  if (word?.reserved !== true) return undefined;
  return /^(?:keyword|constant\.language)/;
}

describe("colours agree with the compiler's tokens", () => {
  it.each(programs.map((each) => [each.path, each.text]))("in %s", async (path, text) => {
    const pieces = await colour(text.replaceAll("\r\n", "\n"));
    expect(pieces.filter(({ scopes }) => scopes.some((scope) => scope.includes("invalid")))).toEqual([]);
    const { tokens, diagnostics } = lex(path, text);
    // Where quotes or brackets of a text are not closed, editor and compiler may each go on as they like.
    if (diagnostics.length > 0 || text.includes("\r")) return;
    const wrong = tokens.flatMap((token, index) => {
      const wanted = expected(token.tokenType);
      const isName = tokens[index - 1]?.image === "." || [":", "?"].includes(tokens[index + 1]?.image ?? "");
      if (wanted === undefined || (isName && /^\w/.test(token.image))) return [];
      const piece = pieces.findLast(({ start }) => start <= token.startOffset);
      const scopes = piece?.scopes ?? [];
      const innermost = token.tokenType === t.Text ? scopes.join(" ") : (scopes.at(-1) ?? "");
      return wanted.test(innermost) ? [] : [`${token.image} at ${token.startOffset}: ${scopes.join(" ")}`];
    });
    expect(wrong).toEqual([]);
  });
});

describe("a word with several meanings", () => {
  it("is a keyword only where it means something", async () => {
    const text = `task done(sh: string, key: int) -> int = key
rule all_done when no more done, done done as d:
  done("a", 1) key d.result.key priority 2
`;
    expect(await scopesOf(text, "done")).toEqual([
      "entity.name.function.adg",
      "entity.name.function.adg",
      "entity.name.function.adg",
      "keyword.other.event.adg",
      "entity.name.function.adg",
    ]);
    expect(await scopesOf(text, "key")).toEqual([
      "variable.parameter.adg",
      "variable.other.adg",
      "keyword.other.suffix.adg",
      "variable.other.property.adg",
    ]);
    expect(await scopesOf(text, "sh")).toEqual(["variable.parameter.adg"]);
    expect(await scopesOf(text, "priority")).toEqual(["keyword.other.suffix.adg"]);
  });

  it("is an attribute at the start of a line of a task", async () => {
    const text = `task a(n: int): // all of them
  sh "echo #{n}"
  retry 2 backoff 1s
  timeout 5m
  cache
  out "x.txt"
  rate 3 per 1s
  at most 4
  env LANG "C"
  secret TOKEN
  on redis
`;
    for (const word of [
      "retry",
      "backoff",
      "timeout",
      "cache",
      "out",
      "rate",
      "per",
      "at",
      "most",
      "env",
      "secret",
      "on",
    ])
      expect([word, ...(await scopesOf(text, word))]).toEqual([word, "keyword.other.setting.adg"]);
    expect(await scopesOf(text, "sh")).toEqual(["keyword.other.code.adg"]);
  });
});

describe("shell text", () => {
  const shell = (pieces: readonly Piece[]): string[] =>
    pieces.filter(({ scopes }) => scopes.includes("source.shell")).map(({ text }) => text);

  it("is coloured as such on one line, and what it leaves open ends with it", async () => {
    const pieces = await colour(`task a():\n  sh "echo 'it #{1 + 2}"\nedge a -> b\n`);
    expect(shell(pieces).join("")).toContain("echo 'it");
    expect(pieces.find(({ text }) => text === "edge")?.scopes).toEqual(
      ["source.adg", "keyword.declaration.adg"].toSpliced(1, 0, "meta.edge.adg"),
    );
  });

  it("is coloured as such over several lines, and what it leaves open ends with it", async () => {
    const pieces = await colour(
      `task a(x: int):\n  sh """\n    awk '{ print "a" }\n    # it's\n    echo #{x}\n  """\nstart: a(1)\n`,
    );
    expect(shell(pieces).join("")).toContain("it's");
    expect(pieces.find(({ text }) => text === "start")?.scopes.at(-1)).toBe("keyword.declaration.adg");
  });

  it("that ends on a line of its own text ends there", async () => {
    const pieces = await colour(`task a():\n  sh """\n    echo 'a\n    echo b"""\nstart: a()\n`);
    expect(shell(pieces).join("")).toContain("echo b");
    expect(pieces.find(({ text }) => text === "start")?.scopes.at(-1)).toBe("keyword.declaration.adg");
  });

  it("shows interpolations wherever they stand in it", async () => {
    const pieces = await colour(`task a(x: int):\n  sh """\n    echo "a #{x.y} # #{x}"\n  """\n`);
    const holes = pieces.filter(({ scopes }) => scopes.at(-1) === "punctuation.section.interpolation.begin.adg");
    expect(holes.length).toBe(2);
    expect(pieces.find(({ text }) => text === "y")?.scopes.at(-1)).toBe("variable.other.property.adg");
  });

  it("takes no interpolation for a comment", async () => {
    const pieces = await colour(`task a(xx: int, yy: int):\n  sh "echo #{xx}  #{yy}"\n`);
    for (const name of ["xx", "yy"])
      expect(pieces.findLast(({ text }) => text === name)?.scopes.at(-1)).toBe("variable.other.adg");
  });
});

describe("a string", () => {
  it("shows its escapes and interpolations, and strings in those", async () => {
    const text = String.raw`task a() -> string = "x\n #{join(["b", c], "\u{41}")} \#{no}"`;
    const pieces = await colour(text);
    const escapes = pieces.filter(({ scopes }) => scopes.at(-1) === "constant.character.escape.adg");
    expect(escapes.map((each) => each.text)).toEqual([String.raw`\n`, String.raw`\u{41}`, String.raw`\#{`]);
    expect(pieces.find((each) => each.text === "c")?.scopes.at(-1)).toBe("variable.other.adg");
  });

  it("without an end ends with its line", async () => {
    expect(await scopesOf(`output a: string = "abc\nstart: a()\n`, "start")).toEqual(["keyword.declaration.adg"]);
  });

  it("names the function of a Python task", async () => {
    const pieces = await colour(`task a():\n  python "tools.sums:total"\n`);
    expect(pieces.find(({ text }) => text === "total")?.scopes.at(-1)).toBe("entity.name.function.python");
  });
});

describe("Markdown", () => {
  it("has programs coloured in it", async () => {
    const pieces = await registry.tokenise(
      "text.html.markdown",
      "text\n\n```adg wrong\nstart: a()\n```\n\nstart: b()\n",
    );
    const starts = pieces.filter(({ text }) => text.startsWith("start"));
    expect(starts.map(({ scopes }) => scopes.includes("keyword.declaration.adg"))).toEqual([true, false]);
  });
});
