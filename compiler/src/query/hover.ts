import type * as ast from "../ast.ts";
import type { Analysis } from "../analyse.ts";
import type { CheckedModule } from "../program-of.ts";
import { typeText } from "../type-text.ts";
import type { Type } from "../types.ts";
import { edgeCreators, pairsOf } from "./edge-creators.ts";
import { explainedWords, type ExplainedWord } from "./explained-words.ts";
import { addingTexts, firingText, ruleLabel, waitingTexts } from "./growth-text.ts";
import { codeBlock, paragraphs } from "./markdown.ts";
import { namesIn, referentsAt } from "./occurrences.ts";
import { pathAt, type Located } from "./path-at.ts";
import { findModule } from "./place.ts";
import { referentText } from "./referent-text.ts";
import { isDeclared } from "./referent.ts";
import { ruleText } from "../proofs/rule-text.ts";
import { wordAt } from "./words.ts";

/** What is told of a place. */
export interface Hover {
  readonly span: ast.Span;
  readonly markdown: string;
}

/** What is to be told of the name, word or expression at a place. */
export function hoverAt(analysis: Analysis, file: string, offset: number): Hover | undefined {
  const module = findModule(analysis, file);
  if (module === undefined) return undefined;
  const path = pathAt(module.file.module, offset);
  return nameHover(analysis, module, path, offset) ?? wordHover(analysis, module, path, offset);
}

function nameHover(
  analysis: Analysis,
  module: CheckedModule,
  path: readonly Located[],
  offset: number,
): Hover | undefined {
  const found = referentsAt(analysis, module.file.file, offset);
  const [referent] = found?.referents ?? [];
  if (found === undefined || referent === undefined) return undefined;
  const { span, use } = found;
  const rule = path.findLast(isRule);
  if (isDeclared(referent) && referent.kind === "rule" && rule !== undefined)
    return { span, markdown: ruleHover(rule, module) };
  const value = path.findLast(
    (part) => isExpression(part) && part.span.start <= span.start && part.span.end >= span.end,
  );
  const type = value === undefined ? undefined : valueType(value, span, module);
  const own = use.role === "declaration" ? undefined : type;
  const more = [...edgeTexts(analysis, module, path), ...closingTexts(module, path, span)];
  return { span, markdown: paragraphs(referentText(analysis, module, referent, own), ...more) };
}

/** The type of an expression that a name ends: the name itself, or a member. */
function valueType(part: Located, span: ast.Span, { checker }: CheckedModule): Type | undefined {
  const expression = part as ast.Expression;
  const isIt = expression.kind === "name" || (expression.kind === "member" && expression.member.span.end === span.end);
  return isIt ? checker.types.get(expression) : undefined;
}

/** In an edge: what creates edges of this type. */
function edgeTexts(analysis: Analysis, module: CheckedModule, path: readonly Located[]): readonly string[] {
  const edge = path.findLast((part): part is ast.Edge => part.kind === "edge");
  if (edge === undefined) return [];
  const name = path.at(-1);
  const pairs = pairsOf(
    edge,
    module,
    edge.groups.flat().find((each) => each === name),
  );
  const lines = pairs.map(({ from, to }) => {
    const creators = edgeCreators(analysis, from, to).map((creator) =>
      creator.rule === undefined
        ? `running \`${from.name}\` nodes, which spawn it`
        : ruleLabel(creator.rule, creator.module),
    );
    const by = creators.length === 0 ? "nothing creates it" : `created by ${[...new Set(creators)].join(", ")}`;
    return `- \`${from.name} -> ${to.name}\`: ${by}`;
  });
  return lines.length === 0 ? [] : [[...new Set(lines)].join("\n")];
}

/** In a condition or gather that speaks of all nodes of a task: what may still add some. */
function closingTexts(module: CheckedModule, path: readonly Located[], span: ast.Span): readonly string[] {
  const part = path.findLast((each) => each.kind === "no-more" || each.kind === "all" || each.kind === "gather");
  if (part === undefined) return [];
  const condition = part as ast.Condition | (ast.Expression & { readonly kind: "gather" });
  const name = "subject" in condition ? condition.subject : condition.task;
  const symbol = module.checker.symbols.get(name);
  if (name.span.start !== span.start || symbol?.kind !== "task") return [];
  const adding = addingTexts(symbol, module);
  if (adding.length === 0) return [`Nothing adds \`${name.text}\` nodes.`];
  return [`\`${name.text}\` nodes are added by\n${adding.map((line) => `- ${line}`).join("\n")}`];
}

function wordHover(
  analysis: Analysis,
  module: CheckedModule,
  path: readonly Located[],
  offset: number,
): Hover | undefined {
  const { file } = module.file;
  const found = wordAt(module.file, offset, namesIn(analysis, file));
  if (found === undefined) return undefined;
  const { word, span } = found;
  const innermost = path.findLast((part) => part.kind !== undefined);
  const rule = path.findLast(isRule);
  if (rule !== undefined && (word === "when" || word === "rule") && span.start <= rule.head.end)
    return { span, markdown: ruleHover(rule, module) };
  if (innermost?.kind === "edge" && (word === "edge" || word === "->")) {
    const explained = explainedWords.get("edge");
    return { span, markdown: paragraphs(...edgeTexts(analysis, module, path), explained?.text) };
  }
  const explained = explainedWords.get(word);
  if (explained !== undefined) return { span, markdown: explainedText(word, explained) };
  const type = innermost !== undefined && isOperation(innermost) ? module.checker.types.get(innermost) : undefined;
  if (type === undefined || type.kind === "unknown") return undefined;
  return { span: innermost?.span ?? span, markdown: codeBlock(typeText(type)) };
}

function explainedText(word: string, { text, example }: ExplainedWord): string {
  return paragraphs(`**${word}**: ${text}`, codeBlock(example));
}

/** How often a rule can fire, what it waits for, and what it adds. */
function ruleHover(rule: ast.Rule, module: CheckedModule): string {
  const waiting = waitingTexts(rule, module);
  const added = [...module.sites.values()].filter(({ owner }) => owner === rule).map(({ task }) => `\`${task.name}\``);
  return paragraphs(
    codeBlock(ruleText(rule, module.file.text)),
    firingText(rule, module),
    waiting.length === 0 ? undefined : `Waits until\n${waiting.map((each) => `- ${each}`).join("\n")}`,
    added.length === 0 ? undefined : `Adds ${[...new Set(added)].join(", ")}.`,
    rule.doc,
  );
}

function isRule(part: Located): part is ast.Rule {
  return part.kind === "rule";
}

function isExpression({ kind }: Located): boolean {
  return kind === "name" || kind === "member";
}

/** What has a sign or bracket of its own, whose type is not plain to see. */
function isOperation(part: Located): part is ast.Expression {
  const { kind } = part;
  return ["binary", "unary", "index", "list", "comprehension", "conditional", "call"].some((each) => each === kind);
}
