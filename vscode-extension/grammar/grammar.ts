/** The grammar that editors colour programs with, made from the compiler's vocabulary. */
import { declarations } from "./declarations.ts";
import { expressions } from "./expressions.ts";
import { type Grammar, include } from "./rule.ts";
import { injections, texts } from "./texts.ts";

const order = [
  ...["comment", "attribute", "declaration", "string", "number", "condition", "word"],
  ...["type", "name", "operator"],
];

export const grammar: Grammar = {
  name: "adg",
  scopeName: "source.adg",
  fileTypes: ["adg"],
  injections,
  patterns: order.map(include),
  repository: { ...declarations, ...texts, ...expressions },
};

/** Colours ```` ```adg ```` blocks in Markdown. */
export const markdownGrammar: Grammar = {
  name: "adg in Markdown",
  scopeName: "markdown.adg.codeblock",
  injectionSelector: "L:text.html.markdown",
  patterns: [include("block")],
  repository: {
    block: {
      name: "markup.fenced_code.block.markdown",
      begin: String.raw`(^|\G)(\s*)(${"`{3,}"}|~{3,})\s*(?i:(adg)((\s+|:|,|\{|\?)[^${"`"}]*)?$)`,
      end: String.raw`(^|\G)(\2|\s{0,3})(\3)\s*$`,
      beginCaptures: {
        "3": { name: "punctuation.definition.markdown" },
        "4": { name: "fenced_code.block.language" },
        "5": { name: "fenced_code.block.language.attributes" },
      },
      endCaptures: { "3": { name: "punctuation.definition.markdown" } },
      patterns: [
        {
          contentName: "meta.embedded.block.adg",
          begin: String.raw`(^|\G)(\s*)(.*)`,
          while: String.raw`(^|\G)(?!\s*([${"`"}~]{3,})\s*$)`,
          patterns: [{ include: "source.adg" }],
        },
      ],
    },
  },
};

/** The text of each file of grammars, by its path from the extension's folder. */
export const grammarFiles: ReadonlyMap<string, string> = new Map(
  Object.entries({ adg: grammar, "adg-markdown": markdownGrammar }).map(([name, value]) => [
    `syntaxes/${name}.tmLanguage.json`,
    `${JSON.stringify(value, undefined, 2)}\n`,
  ]),
);
