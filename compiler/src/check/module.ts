import type * as ast from "../ast.ts";
import { outputType } from "../output-type.ts";
import { isAssignable } from "../type-relation.ts";
import { primitive, recordOf, unknownType } from "../type-shape.ts";
import { typeText } from "../type-text.ts";
import type { Type } from "../types.ts";
import { checkEarlyArguments } from "./add.ts";
import { checkBody, checkRule } from "./body.ts";
import type { Checker, Environment } from "./checker.ts";
import { checkFits } from "./fits.ts";
import { checkUnder, checkWholeGather, lookUpTask } from "./gather.ts";
import { reportUnknown } from "./lookup.ts";
import { checkImport } from "./peer.ts";
import { Scope } from "./scope.ts";
import { checkParameters, checkTask } from "./task.ts";

/** Checks all declarations of a module. */
export function checkModule(checker: Checker, module: ast.Module, isBroken: (task: ast.Task) => boolean): void {
  const inputs = new Scope();
  const environment: Environment = { scope: inputs, owner: undefined, sets: [], text: "plain" };
  for (const declaration of module.declarations)
    if (declaration.kind === "input") checkInput(checker, declaration, environment);
  for (const declaration of module.declarations) checkDeclaration(checker, declaration, environment, isBroken);
  for (const name of checker.module.unknownTasks)
    reportUnknown(checker, name, "task", new Scope(), checker.module.tasks.keys());
  checkEarlyArguments(checker);
}

/** Checks one declaration, but for inputs, which are checked before all others. `environment`: where the inputs are in sight. */
export function checkDeclaration(
  checker: Checker,
  declaration: ast.Declaration,
  environment: Environment,
  isBroken: (task: ast.Task) => boolean,
): void {
  switch (declaration.kind) {
    case "task": {
      const symbol = checker.module.symbolOf(declaration);
      checkTask(checker, declaration, symbol, environment.scope, isBroken(declaration) ? "broken" : "whole");
      break;
    }
    case "workflow":
      checkWorkflow(checker, declaration, environment);
      break;
    case "start":
    case "rule":
    case "output":
      checkMember(checker, declaration, environment);
      break;
    case "import":
      checkImport(checker, declaration);
      break;
    case "input":
    case "type":
    case "edge":
      break;
  }
}

/** A default may use the inputs before it. */
export function checkInput(checker: Checker, input: ast.Input, environment: Environment): void {
  const type = checker.module.typeOf(input.type);
  if (input.default !== undefined) {
    checker.type(input.default, environment);
    checkFits(checker, input.default, type, "value");
  }
  const symbol = checker.module.inputs.get(input.name.text);
  if (symbol !== undefined) environment.scope.declare(symbol);
}

function checkMember(checker: Checker, member: ast.Start | ast.Rule | ast.Output, environment: Environment): void {
  if (member.kind === "rule") checkRule(checker, member, environment);
  else if (member.kind === "start") checkBody(checker, member.body, { ...environment, owner: member });
  else checkOutput(checker, member, environment);
}

/** The type that an output has, or declares. */
function checkOutput(checker: Checker, output: ast.Output, environment: Environment): Type {
  const { value } = output;
  const declared = output.type === undefined ? undefined : checker.module.typeOf(output.type);
  if (value.kind === "name") lookUpTask(checker, value.name, environment);
  else if (value.kind === "gather") {
    if (value.mode === "all") {
      lookUpTask(checker, value.task, environment);
      checkUnder(checker, value.under, environment);
    } else checkWholeGather(checker, value, environment);
  } else {
    const type = checker.type(value, environment);
    if (type.kind !== "unknown") checker.report("ADG3001", value.span, { kind: "not-an-output" });
    return declared ?? unknownType;
  }
  const type = outputType(value, (name) => checker.module.tasks.get(name));
  checker.types.set(value, type);
  if (declared !== undefined && !isAssignable(type, declared))
    checker.report("ADG3001", value.span, { kind: "mismatch", expected: typeText(declared), found: typeText(type) });
  return declared ?? type;
}

function checkWorkflow(checker: Checker, workflow: ast.Workflow, around: Environment): void {
  const symbol = checker.module.symbolOf(workflow);
  const environment = { ...around, scope: new Scope(around.scope) };
  checkParameters(checker, workflow.parameters, symbol, environment);
  const outputs: { readonly output: ast.Output; readonly type: Type }[] = [];
  for (const member of workflow.members) {
    if (member.kind === "output") outputs.push({ output: member, type: checkOutput(checker, member, environment) });
    else checkMember(checker, member, environment);
  }
  const isReadable = outputs.every(({ output }) => output.value.kind !== "missing");
  if (workflow.result === undefined || !symbol.hasSignature || !isReadable) return;
  const [first] = outputs;
  const single = first !== undefined && first.output.name === undefined;
  const result = single ? first.type : first === undefined ? primitive("void") : recordOf(outputs.flatMap(fieldOf));
  if (isAssignable(result, symbol.result)) return;
  const span = single ? first.output.value.span : workflow.result.span;
  checker.report("ADG3001", span, { kind: "mismatch", expected: typeText(symbol.result), found: typeText(result) });
}

function fieldOf({ output, type }: { readonly output: ast.Output; readonly type: Type }) {
  return output.name === undefined ? [] : [{ name: output.name.text, type, optional: false }];
}
