import type * as ast from "../ast.ts";
import { nearest } from "../nearest.ts";
import type { TaskSymbol } from "../program.ts";
import { renames } from "../fixes/rename.ts";
import { primitive } from "../type-shape.ts";
import type { Type } from "../types.ts";
import type { Checker, Environment } from "./checker.ts";
import { checkFits } from "./fits.ts";
import { Scope } from "./scope.ts";

/** Where an attribute stands. */
export interface AttributePlace {
  readonly task: TaskSymbol;
  /** With the task's parameters, the inputs, `attempt` and `out` in sight. */
  readonly environment: Environment;
  /** Where the module's inputs alone are in sight. */
  readonly inputs: Scope;
}

/** Checks one line of a task's block. What `out` says is checked by `checkOut`. */
export function checkAttribute(checker: Checker, attribute: ast.Attribute, place: AttributePlace): void {
  const { task, environment } = place;
  const expect = (value: ast.Expression, wanted: Type, where: Environment = environment): void => {
    checker.type(value, where);
    checkFits(checker, value, wanted, "value");
  };
  switch (attribute.kind) {
    case "sh":
      checker.type(attribute.text, { ...environment, text: "shell" });
      break;
    case "python":
      checker.type(attribute.text, environment);
      checkPythonName(checker, attribute.text);
      break;
    case "celery":
      checker.type(attribute.text, environment);
      checkCeleryName(checker, attribute.text);
      break;
    case "out":
    case "cache":
    case "secret":
      break;
    case "retry":
      expect(attribute.count, primitive("int"));
      if (attribute.backoff !== undefined) expect(attribute.backoff, primitive("number"));
      break;
    case "timeout":
    case "priority":
    case "cpus":
    case "memory":
      expect(attribute.value, primitive("number"));
      break;
    case "limit":
      expect(attribute.value, primitive("int"));
      break;
    case "at-most":
      // It speaks of all nodes of the task: no single one's arguments or attempt can be meant.
      expect(attribute.value, primitive("int"), { ...environment, scope: new Scope(place.inputs) });
      break;
    case "stub":
      expect(attribute.value, task.result);
      break;
    case "rate":
      expect(attribute.count, primitive("int"));
      expect(attribute.per, primitive("number"));
      break;
    case "on":
      checkExecutor(checker, attribute.executor);
      break;
    case "env":
      expect(attribute.value, primitive("string"));
      break;
  }
}

/** The executors that every run has. */
export const executors: readonly string[] = ["inline", "threads", "processes", "shell", "python"];

/** Which others a run has is known only when it starts; but a name that is nearly one of these is taken for a slip. */
function checkExecutor(checker: Checker, name: ast.Name): void {
  if (executors.includes(name.text)) return;
  const near = nearest(name.text, executors);
  if (near.length === 0) return;
  const fixes = renames(checker.file, name, near);
  checker.report("ADG2001", name.span, { what: "executor", name: name.text, nearest: near }, fixes);
}

function checkPythonName(checker: Checker, text: ast.TextLiteral): void {
  const written = writtenIn(text);
  if (/^[\p{L}_][\p{L}\p{N}_]*(\.[\p{L}_][\p{L}\p{N}_]*)*:[\p{L}_][\p{L}\p{N}_]*$/u.test(written)) return;
  const found = written === "" ? "" : `"${written}"`;
  checker.report("ADG1001", text.span, { expected: 'a Python function as "module:function"', found });
}

/** Celery itself takes any name. */
function checkCeleryName(checker: Checker, text: ast.TextLiteral): void {
  const written = writtenIn(text);
  if (written.trim() !== "") return;
  checker.report("ADG1001", text.span, {
    expected: "the name under which Celery knows the task",
    found: `"${written}"`,
  });
}

/** A text without interpolations: the grammar allows no others here. */
function writtenIn(text: ast.TextLiteral): string {
  return text.parts.map((part) => (part.kind === "chunk" ? part.value : "")).join("");
}
