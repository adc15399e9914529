import type { FunctionFacts, NoFacts, ParameterFacts, TypeFacts } from "@adg/compiler/checking";
import type { ts } from "ts-morph";
import { typescript } from "./load.ts";
import { allowsUndefined, ShapeReader, withoutUndefined } from "./shape.ts";

/** The function that a module exports by a name. Of an overloaded one, the first signature. */
export function functionFacts(program: ts.Program, file: ts.SourceFile, name: string): FunctionFacts | NoFacts {
  const checker = program.getTypeChecker();
  const { ts } = typescript();
  const symbols = exportsOf(checker, file).filter(({ resolved }) => resolved.flags & ts.SymbolFlags.Value);
  const found = symbols.find((symbol) => symbol.name === name);
  if (found === undefined) return { kind: "missing", names: symbols.map((symbol) => symbol.name) };
  const type = checker.getTypeOfSymbol(found.resolved);
  if (type.flags & ts.TypeFlags.Any) return { kind: "unknown" };
  const [signature] = type.getCallSignatures();
  if (signature === undefined) return { kind: "not-a-function", text: checker.typeToString(type) };
  return signatureFacts(program, signature);
}

function signatureFacts(program: ts.Program, signature: ts.Signature): FunctionFacts {
  const checker = program.getTypeChecker();
  const reader = new ShapeReader(program);
  const given = [...signature.parameters];
  const rest = given.length > 0 && isRest(given.at(-1)) ? given.pop() : undefined;
  const context = rest === undefined && isContext(checker, given.at(-1)) ? given.pop() : undefined;
  const returned = signature.getReturnType();
  const awaited = checker.getAwaitedType(returned) ?? returned;
  return {
    kind: "function",
    parameters: given.map((parameter, place) => parameterFacts(checker, reader, parameter, place)),
    ...(rest === undefined ? {} : { rest: restFacts(checker, reader, rest) }),
    takesContext: context !== undefined,
    result: { text: checker.typeToString(awaited), shape: reader.shape(awaited) },
    gives: awaited === returned ? "value" : "promise",
    shapes: reader.shapes,
  };
}

function parameterFacts(
  checker: ts.TypeChecker,
  reader: ShapeReader,
  parameter: ts.Symbol,
  place: number,
): ParameterFacts {
  const { ts } = typescript();
  const type = checker.getTypeOfSymbol(parameter);
  const shape = reader.shape(type);
  const declaration = parameter.valueDeclaration;
  const mayBeLeftOut =
    declaration !== undefined &&
    ts.isParameter(declaration) &&
    (declaration.questionToken !== undefined || declaration.initializer !== undefined);
  // `({ a, b }) => …` has no name of its own.
  const name = /^[A-Za-z_][A-Za-z0-9_]*$/.test(parameter.name) && !parameter.name.startsWith("__");
  return {
    name: name ? parameter.name : `argument_${place + 1}`,
    text: checker.typeToString(type).replace(/ \| undefined$/, ""),
    shape: withoutUndefined(shape),
    optional: mayBeLeftOut || allowsUndefined(shape),
  };
}

function restFacts(checker: ts.TypeChecker, reader: ShapeReader, parameter: ts.Symbol): ParameterFacts {
  const type = checker.getTypeOfSymbol(parameter);
  const shape = reader.shape(type);
  const element = shape.kind === "list" ? shape.element : ({ kind: "json" } as const);
  return { name: parameter.name, text: checker.typeToString(type), shape: element, optional: true };
}

function isRest(parameter: ts.Symbol | undefined): boolean {
  const { ts } = typescript();
  const declaration = parameter?.valueDeclaration;
  return declaration !== undefined && ts.isParameter(declaration) && declaration.dotDotDotToken !== undefined;
}

/** The context is known by its name, or by its type's. */
function isContext(checker: ts.TypeChecker, parameter: ts.Symbol | undefined): boolean {
  if (parameter === undefined) return false;
  if (parameter.name === "context" || parameter.name === "ctx") return true;
  const type = checker.getNonNullableType(checker.getTypeOfSymbol(parameter));
  return (type.aliasSymbol ?? type.symbol)?.name === "TaskContext";
}

/** The type that a module exports by a name. */
export function typeFacts(program: ts.Program, file: ts.SourceFile, name: string): TypeFacts | NoFacts {
  const checker = program.getTypeChecker();
  const { ts } = typescript();
  const symbols = exportsOf(checker, file).filter(({ resolved }) => resolved.flags & ts.SymbolFlags.Type);
  const found = symbols.find((symbol) => symbol.name === name);
  if (found === undefined) return { kind: "missing", names: symbols.map((symbol) => symbol.name) };
  const type = checker.getDeclaredTypeOfSymbol(found.resolved);
  const reader = new ShapeReader(program);
  return { kind: "type", text: checker.typeToString(type), shape: reader.shape(type), shapes: reader.shapes };
}

interface Exported {
  readonly name: string;
  /** What it is in the module that declares it. */
  readonly resolved: ts.Symbol;
}

function exportsOf(checker: ts.TypeChecker, file: ts.SourceFile): readonly Exported[] {
  const { ts } = typescript();
  const module = checker.getSymbolAtLocation(file);
  if (module === undefined) return [];
  return checker.getExportsOfModule(module).map((symbol) => ({
    name: symbol.name,
    resolved: symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
  }));
}
