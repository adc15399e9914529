/** Fixes for what a task says twice: its implementation (ADG6004), an attribute (ADG2002). */
import type * as ast from "../ast.ts";
import type { Fix } from "../diagnostic.ts";
import { type FixedFile, removeLines } from "./remove.ts";

/** Takes one implementation away from a task that has several, each in turn: which is meant, the user knows. */
export function removeImplementations(source: FixedFile, task: ast.Task): readonly Fix[] {
  const fixes = task.attributes.flatMap((attribute): readonly Fix[] => {
    const { kind } = attribute;
    if (kind !== "sh" && kind !== "python" && kind !== "celery") return [];
    const edits = removeAttribute(source, task, attribute);
    return edits === undefined ? [] : [{ title: `Remove "${kind}"`, applicability: "suggested", edits }];
  });
  const { pure, from } = task;
  if (pure !== undefined) fixes.push(...removePart(source, pure.span, /\s*=\s*$/, "="));
  // Without a signature of its own, the task would lose it with the function.
  if (from !== undefined && task.parameters !== undefined)
    fixes.push(
      ...removePart(source, { ...from.path.span, end: (from.as ?? from.path).span.end }, /\s*from\s*$/, "from"),
    );
  return fixes;
}

/** Takes away an attribute that stands there a second time. */
export function removeSecond(
  source: FixedFile,
  task: ast.Task,
  attribute: ast.Attribute,
  name: string,
): readonly Fix[] {
  const edits = removeAttribute(source, task, attribute);
  return edits === undefined ? [] : [{ title: `Remove the second "${name}"`, applicability: "suggested", edits }];
}

/** Takes an attribute away with its line; of the only one, also the colon before it. */
function removeAttribute({ file, text }: FixedFile, task: ast.Task, { span }: ast.Attribute): Fix["edits"] | undefined {
  const before = text.slice(task.span.start, span.start);
  if (task.attributes.length > 1)
    return /(?:\r|\n)[ \t]*$/.test(before) ? removeLines({ file, text }, [span]) : undefined;
  const colon = /\s*:\s*$/.exec(before);
  if (colon === null) return undefined;
  return [{ file, span: { start: task.span.start + colon.index, end: span.end }, text: "" }];
}

function removePart({ file, text }: FixedFile, span: ast.Span, word: RegExp, title: string): readonly Fix[] {
  const before = word.exec(text.slice(0, span.start));
  if (before === null) return [];
  const edits = [{ file, span: { start: before.index, end: span.end }, text: "" }];
  return [{ title: `Remove "${title}"`, applicability: "suggested", edits }];
}
