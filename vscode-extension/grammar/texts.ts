/** Strings, what is interpolated into them, and the shell text of tasks. */
import { type Captures, include, named, type Rule } from "./rule.ts";

const opening = named("punctuation.definition.string.begin.adg");
const closing: Captures = { "0": { name: "punctuation.definition.string.end.adg" } };

/** What may stand between the quotes of a string on one line, interpolations with strings in them included. */
const hole = String.raw`#\{(?:[^"{}]|"(?:[^"\\]|\\.)*"|\{[^{}]*\})*\}`;
const inLine = String.raw`(?:[^"\\#]|\\.|${hole}|#(?!\{))*`;

const shell = "meta.embedded.block.shellscript source.shell";

/** An interpolation without its end is no reason to colour the rest of the file as one. */
function interpolation(begin: string): Rule {
  return {
    name: "meta.interpolation.adg",
    begin,
    end: String.raw`(\})|$`,
    beginCaptures: named("punctuation.section.interpolation.begin.adg"),
    endCaptures: named("punctuation.section.interpolation.end.adg"),
    patterns: [
      { begin: String.raw`\{`, end: String.raw`\}|$`, patterns: [include("expression")] },
      include("expression"),
    ],
  };
}

export const texts: Readonly<Record<string, Rule>> = {
  interpolation: interpolation(String.raw`(?<!\\)(#\{)`),
  /** To the shell, a blank and what comes after it are a comment: so the blank is taken along. */
  "interpolation-in-shell": interpolation(String.raw`(?<!\\)(?:(?<![\s])\s+)?(#\{)`),
  escape: {
    name: "constant.character.escape.adg",
    match: String.raw`\\(?:[nt"\\]|#\{|u\{[0-9a-fA-F]{1,8}\})`,
  },
  "block-escape": { name: "constant.character.escape.adg", match: String.raw`\\#\{` },
  string: {
    patterns: [
      {
        name: "string.quoted.triple.adg",
        begin: `(""")`,
        end: `"""`,
        beginCaptures: opening,
        endCaptures: closing,
        patterns: [include("block-escape"), include("interpolation")],
      },
      {
        name: "string.quoted.double.adg",
        begin: `(")`,
        end: `"|$`,
        beginCaptures: opening,
        endCaptures: closing,
        patterns: [include("escape"), include("interpolation")],
      },
    ],
  },
  /** The shell's grammar is kept within the lines or the quotes of the text: what is open in it at the end stays there. */
  shell: {
    patterns: [
      {
        begin: String.raw`(?<![\w.])(sh)\s*(""")`,
        end: `(""")`,
        beginCaptures: named("keyword.other.code.adg", "string.quoted.adg punctuation.definition.string.begin.adg"),
        endCaptures: named("string.quoted.adg punctuation.definition.string.end.adg"),
        patterns: [
          {
            contentName: shell,
            begin: String.raw`(?:^|\G)(?!.*""")`,
            while: `^(?!.*""")`,
            patterns: [{ include: "source.shell" }],
          },
          { match: `(.+?)(?=""")`, captures: shellCapture("1") },
        ],
      },
      {
        match: String.raw`(?<![\w.])(sh)\s*(")(${inLine})(")`,
        captures: {
          ...named("keyword.other.code.adg", "string.quoted.adg punctuation.definition.string.begin.adg"),
          ...shellCapture("3"),
          "4": { name: "string.quoted.adg punctuation.definition.string.end.adg" },
        },
      },
    ],
  },
  python: {
    match: String.raw`(?<![\w.])(python)\s*(")([^":#]*)(:)([^":#]*)(")`,
    captures: named(
      "keyword.other.code.adg",
      "string.quoted.double.adg punctuation.definition.string.begin.adg",
      "string.quoted.double.adg entity.name.namespace.python",
      "string.quoted.double.adg punctuation.separator.adg",
      "string.quoted.double.adg entity.name.function.python",
      "string.quoted.double.adg punctuation.definition.string.end.adg",
    ),
  },
  celery: {
    match: String.raw`(?<![\w.])(celery)\s*(")([^"#]*)(")`,
    captures: named(
      "keyword.other.code.adg",
      "string.quoted.double.adg punctuation.definition.string.begin.adg",
      "string.quoted.double.adg entity.name.function.celery",
      "string.quoted.double.adg punctuation.definition.string.end.adg",
    ),
  },
};

function shellCapture(index: string): Captures {
  return { [index]: { name: shell, patterns: [include("interpolation-in-shell"), { include: "source.shell" }] } };
}

/** Interpolations show in shell text wherever they stand: in its strings, comments and here-documents too. */
export const injections = {
  "L:source.adg meta.embedded.block.shellscript -meta.interpolation": {
    patterns: [include("block-escape"), include("interpolation-in-shell")],
  },
};
