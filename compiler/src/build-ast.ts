/** Concrete to abstract trees: declarations and the lines of task blocks. */
import type { CstNode } from "chevrotain";
import type * as ast from "./ast.ts";
import { buildExpression, buildGather, buildName, buildText, findExpression, plainText } from "./build-expression.ts";
import { type Below, buildRule, buildStart } from "./build-rule.ts";
import { buildType } from "./build-type.ts";
import {
  choiceOf,
  findName,
  findNode,
  findToken,
  isNode,
  nameOf,
  nodeOf,
  nodesOf,
  spanOf,
  spanTo,
  tokenOf,
  tokensOf,
} from "./cst.ts";
import * as t from "./tokens.ts";

/** What may stand in a block below a declaration. */
export interface BelowDeclaration extends Below {
  readonly attributes: (colon: ast.Span) => { readonly attributes: readonly ast.Attribute[]; readonly broken: boolean };
  readonly members: (colon: ast.Span) => readonly Member[];
}

export type Member = ast.Workflow["members"][number];

/** The declaration of a `declaration` node. */
export function buildDeclaration(node: CstNode, below: BelowDeclaration, doc: string | undefined): ast.Declaration {
  const choice = onlyNode(node);
  switch (choice.name) {
    case "import": {
      return buildImport(choice);
    }
    case "inputDeclaration": {
      const name = nameOf(tokenOf(choice, "Name"));
      const type = buildType(nodeOf(choice, "type"));
      return { kind: "input", name, type, default: findExpression(choice, "expression"), doc, span: spanOf(choice) };
    }
    case "typeDeclaration": {
      const name = nameOf(tokenOf(choice, "Name"));
      return { kind: "type", name, type: buildType(nodeOf(choice, "type")), doc, span: spanOf(choice) };
    }
    case "task": {
      return buildTask(choice, below, doc);
    }
    case "edge": {
      const groups = nodesOf(choice, "names").map(buildNames);
      return { kind: "edge", groups, broken: false, span: spanOf(choice) };
    }
    case "workflow": {
      return buildWorkflow(choice, below, doc);
    }
    default: {
      return buildMember(node, below, doc);
    }
  }
}

/** The part of a workflow that a `member` node is. */
export function buildMember(node: CstNode, below: Below, doc: string | undefined): Member {
  const choice = onlyNode(node);
  if (choice.name === "start") return buildStart(choice, below);
  if (choice.name === "rule") return buildRule(choice, below, doc);
  return buildOutput(choice, doc);
}

/** The attribute of an `attribute` node. */
export function buildAttribute(node: CstNode): ast.Attribute {
  const choice = choiceOf(node);
  const span = spanOf(choice);
  if (!isNode(choice)) return { kind: "cache", keyword: span, span };
  switch (choice.name) {
    case "sh": {
      const keyword = spanOf(tokenOf(choice, "Sh"));
      return { kind: "sh", keyword, text: buildText(nodeOf(choice, "text")), span };
    }
    case "namedImplementation": {
      const word = tokenOf(choice, "keyword");
      const kind = word.tokenType === t.Python ? "python" : "celery";
      return { kind, keyword: spanOf(word), text: plainText(tokenOf(choice, "Text")), span };
    }
    case "retry": {
      const keyword = spanOf(tokenOf(choice, "Retry"));
      const count = buildExpression(nodeOf(choice, "count"));
      return { kind: "retry", keyword, count, backoff: findExpression(choice, "backoff"), span };
    }
    case "rate": {
      const keyword = spanOf(tokenOf(choice, "Rate"));
      const count = buildExpression(nodeOf(choice, "count"));
      return { kind: "rate", keyword, count, per: buildExpression(nodeOf(choice, "per")), span };
    }
    case "atMost": {
      const keyword = spanTo(spanOf(tokenOf(choice, "At")), spanOf(tokenOf(choice, "Most")));
      return { kind: "at-most", keyword, value: buildExpression(nodeOf(choice, "expression")), span };
    }
    case "on": {
      return { kind: "on", keyword: spanOf(tokenOf(choice, "On")), executor: nameOf(tokenOf(choice, "Name")), span };
    }
    case "env": {
      const keyword = spanOf(tokenOf(choice, "Env"));
      const name = nameOf(tokenOf(choice, "Word"));
      return { kind: "env", keyword, name, value: buildExpression(nodeOf(choice, "expression")), span };
    }
    case "secret": {
      return {
        kind: "secret",
        keyword: spanOf(tokenOf(choice, "Secret")),
        name: nameOf(tokenOf(choice, "Word")),
        span,
      };
    }
    default: {
      const word = tokenOf(choice, "SettingWord");
      const value = buildExpression(nodeOf(choice, "expression"));
      return { kind: settingOf(word.image), keyword: spanOf(word), value, span };
    }
  }
}

function settingOf(word: string): "out" | "timeout" | "limit" | "cpus" | "memory" | "priority" | "stub" {
  switch (word) {
    case "out":
    case "timeout":
    case "limit":
    case "cpus":
    case "memory":
    case "priority":
    case "stub": {
      return word;
    }
    default: {
      throw new Error(`${word} is no attribute`);
    }
  }
}

function buildImport(node: CstNode): ast.Import {
  const names = nodesOf(node, "importedName").map((imported) => {
    const [name = tokenOf(imported, "Name"), as] = tokensOf(imported, "Name");
    return { name: nameOf(name), as: as && nameOf(as), span: spanOf(imported) };
  });
  const typeOnly = findToken(node, "Type") !== undefined;
  return { kind: "import", typeOnly, names, from: plainText(tokenOf(node, "Text")), span: spanOf(node) };
}

function buildOutput(node: CstNode, doc: string | undefined): ast.Output {
  const gather = findNode(node, "gather");
  const type = findNode(node, "type");
  return {
    kind: "output",
    name: findName(node, "Name"),
    type: type && buildType(type),
    value: gather === undefined ? buildName(tokenOf(node, "task")) : buildGather(gather),
    doc,
    span: spanOf(node),
  };
}

function buildTask(node: CstNode, below: BelowDeclaration, doc: string | undefined): ast.Task {
  const signature = findNode(node, "signature");
  const path = findToken(node, "Text");
  const spawned = findNode(node, "names");
  const { attributes, broken } = buildTaskBlock(node, below);
  return {
    kind: "task",
    name: nameOf(tokenOf(node, "Name")),
    parameters: signature && nodesOf(signature, "parameter").map(buildParameter),
    result: signature && buildResult(signature),
    pure: findExpression(node, "expression"),
    from: path && { path: plainText(path), as: findName(node, "exported") },
    spawns: spawned === undefined ? [] : buildNames(spawned),
    attributes,
    broken,
    doc,
    span: spanTo(spanOf(node), attributes.at(-1)?.span ?? spanOf(node)),
  };
}

function buildTaskBlock(node: CstNode, below: BelowDeclaration): ReturnType<BelowDeclaration["attributes"]> {
  const inline = findNode(node, "attribute");
  if (inline !== undefined) return { attributes: [buildAttribute(inline)], broken: false };
  const colon = findToken(node, ":");
  return colon === undefined ? { attributes: [], broken: false } : below.attributes(spanOf(colon));
}

function buildWorkflow(node: CstNode, below: BelowDeclaration, doc: string | undefined): ast.Workflow {
  const signature = nodeOf(node, "signature");
  const inline = findNode(node, "member");
  const members =
    inline === undefined ? below.members(spanOf(tokenOf(node, ":"))) : [buildMember(inline, below, undefined)];
  return {
    kind: "workflow",
    name: nameOf(tokenOf(node, "Name")),
    parameters: nodesOf(signature, "parameter").map(buildParameter),
    result: buildResult(signature),
    members,
    broken: false,
    doc,
    span: spanTo(spanOf(node), members.at(-1)?.span ?? spanOf(node)),
  };
}

function buildParameter(node: CstNode): ast.Parameter {
  return {
    name: nameOf(tokenOf(node, "Word")),
    optional: findToken(node, "?") !== undefined,
    type: buildType(nodeOf(node, "type")),
    default: findExpression(node, "expression"),
    span: spanOf(node),
  };
}

function buildResult(signature: CstNode): ast.TypeNode | undefined {
  const type = findNode(signature, "type");
  return type && buildType(type);
}

function buildNames(node: CstNode): ast.Name[] {
  return tokensOf(node, "Name").map(nameOf);
}

function onlyNode(parent: CstNode): CstNode {
  const choice = choiceOf(parent);
  if (!isNode(choice)) throw new Error(`a ${parent.name} is no single token`);
  return choice;
}
