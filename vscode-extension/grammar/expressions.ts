/** Values, types, names and operators. */
import { builtinFunctions } from "../../compiler/src/builtins.ts";
import { durationUnits, sizeUnits } from "../../compiler/src/units.ts";
import { primitiveNames } from "../../compiler/src/resolve-type.ts";
import { NAME } from "./declarations.ts";
import { alternatives, operators } from "./roles.ts";
import { include, named, type Rule } from "./rule.ts";

const digits = String.raw`\d+(?:_\d+)*(?:\.\d+(?:_\d+)*)?(?:[eE][+-]?\d+)?`;
const units = (all: ReadonlyMap<string, number>): string =>
  [...all.keys()].sort((a, b) => b.length - a.length).join("|");
const types = [...primitiveNames, "Outcome"].join("|");
/** No member of something, and no word that goes on. */
const whole = (pattern: string): string => String.raw`(?<![.\w])(?:${pattern})\b(?!\??\s*:(?!\s*$))`;

export const expressions: Readonly<Record<string, Rule>> = {
  comment: {
    patterns: [
      { name: "comment.line.documentation.adg", match: "(?<!/)///(?!/).*$" },
      { name: "comment.line.double-slash.adg", match: "//.*$" },
    ],
  },
  number: {
    patterns: [
      {
        match: String.raw`(?<![.\w])(${digits})(${units(durationUnits)}|${units(sizeUnits)})\b`,
        captures: named("constant.numeric.adg", "keyword.other.unit.adg"),
      },
      { name: "constant.numeric.adg", match: String.raw`(?<![.\w])${digits}\b` },
    ],
  },
  word: {
    patterns: [
      { name: "constant.language.adg", match: whole(alternatives("constant")) },
      { name: "keyword.operator.word.adg", match: whole(alternatives("operator")) },
      { name: "keyword.control.adg", match: String.raw`(?<![.\w])(?:${alternatives("control", "reserved")})\b(?!\?)` },
      { name: "keyword.control.adg", match: String.raw`(^\s*|(?<=:)\s+)fail\b(?=\s+["\w(])` },
      { name: "keyword.declaration.adg", match: whole(alternatives("declaration", "reserved")) },
      { name: "keyword.other.gather.adg", match: whole(alternatives("gather", "reserved")) },
    ],
  },
  type: {
    patterns: [
      {
        match: String.raw`(->|:|\|)(\s*)(${types})\b(?!\s*[(:])`,
        captures: { "1": { patterns: [include("operator")] }, "3": { name: "support.type.adg" } },
      },
      { name: "support.type.adg", match: String.raw`(?<=[\[<]|, )(?:${types})\b(?=\s*(?:\[\]|\?|[,>\]]))` },
      { name: "entity.name.type.adg", match: String.raw`(?<![.\w])[A-Z]\w*[a-z]\w*\b` },
    ],
  },
  name: {
    patterns: [
      {
        match: String.raw`(\.)\s*(${NAME})(\s*\()?`,
        captures: { "1": { name: "punctuation.accessor.adg" }, "2": { name: "variable.other.property.adg" } },
      },
      {
        match: String.raw`(?<=[({,]\s|[({,]|^\s|^\s\s)\s*(${NAME})(\??)(?=\s*:(?!\s*$))`,
        captures: named("variable.parameter.adg", "keyword.operator.adg"),
      },
      {
        name: "support.function.adg",
        match: String.raw`(?<![.\w])(?:${[...builtinFunctions.keys()].join("|")})(?=\()`,
      },
      { name: "entity.name.function.adg", match: String.raw`(?<![.\w])${NAME}(?=\()` },
      { name: "variable.other.adg", match: String.raw`(?<![.\w])${NAME}` },
    ],
  },
  operator: {
    patterns: [
      { name: "keyword.operator.arrow.adg", match: "->" },
      { name: "keyword.operator.adg", match: String.raw`${operators}|[=|?]` },
      { name: "punctuation.separator.adg", match: "[,:]" },
    ],
  },
  /** What may stand inside an interpolation. */
  expression: { patterns: ["string", "number", "condition", "word", "name", "operator"].map(include) },
};
