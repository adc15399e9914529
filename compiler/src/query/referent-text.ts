import type * as ast from "../ast.ts";
import type { Analysis } from "../analyse.ts";
import type { CheckedModule } from "../program-of.ts";
import { typeText } from "../type-text.ts";
import type { Type } from "../types.ts";
import { builtinSignature, methodSignature } from "./builtin-signatures.ts";
import { examples, explainedMembers } from "./examples.ts";
import { explainedNames, explainedTypes } from "./explained-words.ts";
import { article } from "./growth-text.ts";
import { codeBlock, paragraphs } from "./markdown.ts";
import { pathAt } from "./path-at.ts";
import { findModule } from "./place.ts";
import type { BuiltIn, Declared, Foreign, Referent } from "./referent.ts";
import { type Signature, signatureText as writtenSignature } from "./signature.ts";
import { expandedNames, functionText, parameterText, sourceOf, taskText, typeDeclarationText } from "./task-text.ts";

/** What a name stands for, as a hover tells it in a module. `type`: what is known of its value at the place, beyond the declaration. */
export function referentText(
  analysis: Analysis,
  here: CheckedModule,
  referent: Referent,
  type: Type | undefined,
): string {
  if (referent.kind === "built-in") return builtInText(referent, type);
  if (referent.kind === "foreign") return foreignText(here, referent);
  const module = findModule(analysis, referent.at.file);
  return module === undefined ? codeBlock(referent.name) : declaredText(referent, module, type);
}

function declaredText(referent: Declared, module: CheckedModule, known: Type | undefined): string {
  const names = known ?? referent.type;
  const expanded = names && expandedNames(names);
  return paragraphs(ownText(referent, module, known), expanded && codeBlock(expanded));
}

function ownText(referent: Declared, module: CheckedModule, known: Type | undefined): string {
  const { name, kind } = referent;
  const { text } = module.file;
  const node = referent.node as ast.Located & { readonly doc?: string };
  const type = known ?? referent.type;
  const typed = type === undefined ? name : `${name}: ${typeText(type)}`;
  switch (kind) {
    case "task":
    case "workflow": {
      const symbol = module.checker.module.symbolOf(node as ast.Task | ast.Workflow);
      return paragraphs(codeBlock(taskText(symbol, module)), foreignSignature(symbol.declaration, module), node.doc);
    }
    case "type": {
      const symbol = module.checker.module.typeSymbols.get(name);
      const written = symbol?.kind === "type" ? typeDeclarationText(name, symbol.type) : `type ${name}`;
      return paragraphs(codeBlock(written), node.doc);
    }
    case "input": {
      const input = node as ast.Input;
      const value = input.default === undefined ? "" : ` = ${sourceOf(input.default, text)}`;
      const declared = module.checker.module.typeNodes.get(input.type);
      const of = known ?? declared;
      return paragraphs(codeBlock(`input ${name}${of === undefined ? "" : `: ${typeText(of)}`}${value}`), node.doc);
    }
    case "output":
      return paragraphs(codeBlock(sourceOf(node, text)), node.doc);
    case "rule":
      return paragraphs(codeBlock(sourceOf({ span: (node as ast.Rule).head }, text)), node.doc);
    case "parameter": {
      const [of, parameter] = parameterOf(referent, module);
      const written = known !== undefined || parameter === undefined ? typed : parameterText(parameter, text);
      return paragraphs(codeBlock(written), of === undefined ? undefined : `A parameter of \`${of}\`.`);
    }
    case "field": {
      const path = pathAt(module.file.module, referent.at.span.start);
      const of = path.find((part): part is ast.TypeDeclaration => part.kind === "type");
      const written = type === undefined ? sourceOf(node, text) : typed;
      return paragraphs(codeBlock(written), of === undefined ? undefined : `A field of \`${of.name.text}\`.`);
    }
    case "bound":
      return paragraphs(codeBlock(typed), knowledgeText(type));
    case "local":
      return paragraphs(
        codeBlock((node as ast.Statement).kind === "let" ? `let ${typed}` : typed),
        knowledgeText(type),
      );
    case "import":
      return codeBlock(`import { ${name} }`);
  }
}

/** What a rule knows of a node. */
function knowledgeText(type: Type | undefined): string | undefined {
  if (type?.kind !== "node") return undefined;
  const { name } = type.task;
  const one = article(name) === "an" ? "An" : "A";
  switch (type.known) {
    case "made":
      return `A new \`${name}\` node: pass it on, or wait for it in a rule.`;
    case "added":
      return `${one} \`${name}\` node that is in the graph.`;
    case "done":
      return `${one} \`${name}\` node that is done: its result is \`${typeText(type.task.result)}\`.`;
    case "failed":
      return `${one} \`${name}\` node that has failed.`;
    case "settled":
      return `${one} \`${name}\` node that is done, failed or skipped.`;
  }
}

function parameterOf({ at, name }: Declared, module: CheckedModule) {
  const path = pathAt(module.file.module, at.span.start);
  const task = path.find((part): part is ast.Task | ast.Workflow => part.kind === "task" || part.kind === "workflow");
  const symbol = task === undefined ? undefined : module.checker.module.symbolOf(task);
  return [symbol?.name, symbol?.parameters.find((each) => each.name === name)] as const;
}

/** The function that a task comes from, as TypeScript writes it. */
function foreignSignature(declaration: ast.Task | ast.Workflow, { checker }: CheckedModule): string | undefined {
  if (declaration.kind !== "task" || declaration.from === undefined) return undefined;
  const name = (declaration.from.as ?? declaration.name).text;
  const facts = checker.module.peers.functionOf(declaration.from.path, name);
  return facts.kind === "function" ? codeBlock(functionText(name, facts), "ts") : undefined;
}

function foreignText({ file, checker }: CheckedModule, { what, name, module, of }: Foreign): string {
  if (what === "parameter") return paragraphs(codeBlock(name), `A parameter of \`${of}\` in TypeScript.`);
  const { peers } = checker.module;
  const from = file.module.declarations
    .flatMap((each) =>
      each.kind === "import" ? (each.from ?? []) : each.kind === "task" ? (each.from?.path ?? []) : [],
    )
    .find((path) => peers.pathOf(path) === module);
  if (from === undefined) return codeBlock(`import { ${name} }`);
  const origin = `From \`${sourceOf(from, file.text)}\`.`;
  if (what === "type") {
    const facts = peers.typeOf(from, name);
    return paragraphs(codeBlock(facts.kind === "type" ? `type ${name} = ${facts.text}` : `type ${name}`, "ts"), origin);
  }
  const facts = peers.functionOf(from, name);
  return paragraphs(
    codeBlock(facts.kind === "function" ? functionText(name, facts) : `function ${name}`, "ts"),
    origin,
  );
}

function builtInText({ what, name, of }: BuiltIn, type: Type | undefined): string {
  if (what === "function") return callableText(builtinSignature(name), name);
  const typed = type === undefined ? name : `${name}: ${typeText(type)}`;
  if (what === "member") {
    const method = of === "string" || of === "list" ? methodSignature(of, name) : undefined;
    const key = `${of}.${name}`;
    return method === undefined
      ? paragraphs(codeBlock(typed), explainedMembers.get(key), exampleText(key))
      : callableText(method, key);
  }
  const explained = (what === "type" ? explainedTypes : explainedNames).get(name);
  return paragraphs(codeBlock(typed), explained?.text, explained && codeBlock(explained.example));
}

function callableText(signature: Signature | undefined, key: string): string {
  if (signature === undefined) return codeBlock(key);
  return paragraphs(codeBlock(writtenSignature(signature)), signature.doc, exampleText(key));
}

function exampleText(key: string): string | undefined {
  const example = examples.get(key);
  return example && codeBlock(`${example[0]} // ${example[1]}`);
}
