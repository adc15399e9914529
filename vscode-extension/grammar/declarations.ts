/** The heads of declarations, rules and attributes: where a word that may also be a name is a keyword. */
import { alternatives } from "./roles.ts";
import { type Captures, include, named, type Rule } from "./rule.ts";

export const NAME = String.raw`[A-Za-z_]\w*`;
const SETTING = "keyword.other.setting.adg";
const setting: Captures = { "2": { name: SETTING } };
const keyword = "keyword.declaration.adg";
/** The start of a statement: of a line, or after the `:` of a head. */
const START = String.raw`(^\s*|(?<=:)[ \t]+)`;

export const declarations: Readonly<Record<string, Rule>> = {
  declaration: {
    patterns: [
      {
        match: String.raw`${START}(task|workflow)\s+(${NAME})`,
        captures: { "2": { name: keyword }, "3": { name: "entity.name.function.adg" } },
      },
      {
        match: String.raw`${START}(type)\s+(${NAME})\s*(?==)`,
        captures: { "2": { name: keyword }, "3": { name: "entity.name.type.adg" } },
      },
      {
        match: String.raw`${START}(input)\s+(${NAME})\s*(?=:)`,
        captures: { "2": { name: keyword }, "3": { name: "variable.other.constant.adg" } },
      },
      {
        match: String.raw`${START}(output)\s+(?:(${NAME})\s*(?=[:=]))?`,
        captures: { "2": { name: keyword }, "3": { name: "variable.other.constant.adg" } },
      },
      {
        match: String.raw`${START}(rule)\s+(${NAME})\s+(?=when\b)`,
        captures: { "2": { name: keyword }, "3": { name: "entity.name.section.adg" } },
      },
      { match: String.raw`${START}(start)(?=\s*:)`, captures: { "2": { name: keyword } } },
      {
        match: String.raw`${START}(let)\s+(${NAME})`,
        captures: { "2": { name: keyword }, "3": { name: "variable.other.adg" } },
      },
      {
        name: "meta.edge.adg",
        begin: String.raw`${START}(edge)\s+(?=${NAME}\b)`,
        end: String.raw`(?<![,>\s])\s*(?=$|//)`,
        beginCaptures: { "2": { name: keyword } },
        patterns: [
          include("comment"),
          { name: "keyword.operator.arrow.adg", match: "->" },
          { name: "punctuation.separator.adg", match: "," },
          { name: "entity.name.function.adg", match: NAME },
        ],
      },
      {
        match: String.raw`${START}(import)(?:\s+(type))?(?=\s*\{)`,
        captures: { "2": { name: "keyword.control.import.adg" }, "3": { name: "keyword.control.import.adg" } },
      },
      { name: "keyword.control.import.adg", match: String.raw`(?<=[\w)\]}?>"]\s)from(?=\s*")|(?<=\})from(?=\s*")` },
      { match: String.raw`(?<=["\w]\s)(as)\s+(${NAME})`, captures: named("keyword.control.adg", "variable.other.adg") },
      { match: String.raw`(?<=[\w)\]}?">]\s)(spawns)\s+(?=${NAME})`, captures: named("keyword.other.adg") },
    ],
  },
  attribute: {
    patterns: [
      include("shell"),
      include("python"),
      include("celery"),
      {
        match: String.raw`${START}(${alternatives("setting")})\b(?=\s+[^\s=:.(),]|\s*[{"])`,
        captures: setting,
      },
      { match: String.raw`${START}(at)\s+(most)\b`, captures: { ...setting, "3": { name: SETTING } } },
      { match: String.raw`${START}(priority)\s+(?=[^\s=:.(),])`, captures: setting },
      { match: String.raw`${START}(${alternatives("flag")})\s*(?=$|//)`, captures: setting },
      {
        match: String.raw`${START}(${alternatives("named-setting")})\s+(${NAME})`,
        captures: { ...setting, "3": { name: "variable.other.constant.adg" } },
      },
      { name: SETTING, match: String.raw`(?<=\s)(?:${alternatives("setting-part")})(?=\s+\S)` },
    ],
  },
  condition: {
    patterns: [
      {
        match: String.raw`(?<=\bwhen\s|,\s)(${NAME})\s+(${alternatives("event")})\b`,
        captures: named("entity.name.function.adg", "keyword.other.event.adg"),
      },
      {
        match: String.raw`\b(no)\s+(more)\s+(${NAME})`,
        captures: named("keyword.other.gather.adg", "keyword.other.gather.adg", "entity.name.function.adg"),
      },
      {
        match: String.raw`\b(at)\s+(least)\b`,
        captures: named("keyword.other.gather.adg", "keyword.other.gather.adg"),
      },
      {
        match: String.raw`(?<=when\s|,\s)(every)\s+(?=[\w(])(?!${NAME}\s*(?:${alternatives("event")})\b)`,
        captures: named("keyword.other.gather.adg"),
      },
      {
        match: String.raw`(?<![.\w])(all|succeeded|settled)\s+(?!(?:under|despite|as|where|if|for|in|and|or|then|else)\b)(${NAME})`,
        captures: named("keyword.other.gather.adg", "entity.name.function.adg"),
      },
      {
        match: String.raw`(?<=[\w)\]])\s+(under)\s+(${NAME})`,
        captures: named("keyword.other.gather.adg", "variable.other.adg"),
      },
      {
        match: String.raw`(?<=\w)\s+(despite)\s+(failures)\b`,
        captures: named("keyword.other.gather.adg", "keyword.other.gather.adg"),
      },
      {
        match: String.raw`(?<=[\w\]])(?<!\bwhen)(?<!\ball)(?<!\blet)\s+(${alternatives("event")})(?=\s*(?:,|:|//|$|as\b|under\b|where\b|despite\b))`,
        captures: named("keyword.other.event.adg"),
      },
      {
        match: String.raw`(?<=[)\]\w"])\s+(${alternatives("suffix")})(?=\s+[\w"\[({-])(?!\s+(?:and|or|in|then|else|if|for|where)\b)`,
        captures: named("keyword.other.suffix.adg"),
      },
    ],
  },
};
