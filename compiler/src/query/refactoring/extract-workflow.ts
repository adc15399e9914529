/**
 * Statements become a workflow of their own, which is added in their place. Inside, they see their own nodes only: so it is offered
 * where nobody else sees theirs, and they see nobody else's.
 */
import type * as ast from "../../ast.ts";
import {
  edit,
  freshName,
  indentAt,
  isBody,
  isFirstInLine,
  lineStartAt,
  type Refactoring,
  type Selected,
} from "./refactoring.ts";
import { everyPart, type Located } from "../path-at.ts";
import { moduleGraph } from "../module-graph.ts";
import type { AddSite, TaskSymbol } from "../../program.ts";
import { parametersFor } from "./workflow-parameters.ts";
import { withEdges } from "./with-edges.ts";

export function extractWorkflow(selected: Selected): readonly Refactoring[] {
  const { module, text } = selected;
  const statements = selectedStatements(selected);
  const declaration = module.file.module.declarations.find((each) => isInside(selected.span, each.span));
  const [first] = statements;
  if (first === undefined || declaration === undefined || !isClosed(selected, statements)) return [];
  const parameters = parametersFor(selected, statements);
  const lines = parameters === undefined ? undefined : deepened(selected, first, parameters.text);
  if (parameters === undefined || lines === undefined) return [];
  const name = freshName(selected, "extracted");
  const given = parameters.parameters.map((each) => `${each.name}: ${each.type}`).join(", ");
  const workflow = `\n\nworkflow ${name}(${given}):\n  start:\n${lines}`;
  const call = `${name}(${parameters.parameters.map((each) => each.name).join(", ")})`;
  const end = declaration.span.end;
  const edits = [edit(selected, selected.span.start, selected.span.end, call), edit(selected, end, end, workflow)];
  // What stands behind the declaration in its line would come to stand behind the workflow.
  if (/^[ \t]*[^\s]/.test(text.slice(end))) return [];
  const whole = withEdges(selected, edits);
  return whole === undefined ? [] : [{ title: `Extract "workflow ${name}"`, kind: "extract", edits: whole }];
}

/** The statements that are selected, whole and alone in their lines. */
function selectedStatements({ path, span, text }: Selected): readonly ast.Statement[] {
  const body = path.findLast((part): part is ast.Body & Located => isBody(part) && isInside(span, part.span));
  const statements = (body?.statements ?? []).filter((each) => isInside(each.span, span));
  const [first] = statements;
  const last = statements.at(-1);
  const isWhole = first?.span.start === span.start && last?.span.end === span.end;
  return isWhole && isFirstInLine(text, span.start) ? statements : [];
}

function isInside(inner: ast.Span, outer: ast.Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** Whether the nodes of the statements and all others have nothing to do with each other, but for edges. */
function isClosed(selected: Selected, statements: readonly ast.Statement[]): boolean {
  const { module, path } = selected;
  const isOwn = (part: ast.Located): boolean => statements.some(({ span }) => isInside(part.span, span));
  const sites = [...module.sites.values()].filter(({ call }) => isOwn(call));
  const added = new Set(sites.map(({ task }) => task));
  const spawn = [...added].some(({ declaration }) => declaration.kind === "task" && declaration.spawns.length > 0);
  const parts = statements.flatMap((each) => [...everyPart(each)]);
  if (sites.length === 0 || spawn || parts.some(({ kind }) => kind === "fail")) return false;
  const watched = watchedIn(selected);
  if (watched.some(({ part, task }) => added.has(task) && !isOwn(part))) return false;
  const own = watched.filter(({ part }) => isOwn(part));
  const others = new Set([...module.sites.values()].filter(({ call }) => !isOwn(call)).map(({ task }) => task));
  if (own.some(({ task }) => !added.has(task) || others.has(task))) return false;
  // What is added again and again sees, and meets by its key, what was added before.
  const keyed = sites.filter(({ call }: AddSite) => call.key !== undefined);
  if (keyed.some(({ task }) => others.has(task))) return false;
  return (own.length === 0 && keyed.length === 0) || firesOnce(module, path);
}

/** Where nodes of a task are waited for, gathered or put out; a node that a name holds is that node wherever it is. */
function watchedIn({ module }: Selected): readonly { readonly part: Located; readonly task: TaskSymbol }[] {
  const { checker, file } = module;
  return [...everyPart(file.module)].flatMap((part) => {
    const node = part as ast.Condition | ast.Expression | ast.Output;
    const name =
      node.kind === "gather" || node.kind === "no-more"
        ? node.task
        : "subject" in node
          ? node.subject
          : node.kind === "output" && node.value.kind === "name"
            ? node.value.name
            : undefined;
    const task = name === undefined ? undefined : checker.symbols.get(name);
    return task?.kind === "task" ? [{ part, task }] : [];
  });
}

function firesOnce(module: Selected["module"], path: readonly Located[]): boolean {
  const owner = path.findLast((part): part is ast.Rule | ast.Start => part.kind === "rule" || part.kind === "start");
  const isRepeated = path.slice(owner === undefined ? 0 : path.indexOf(owner)).some(({ kind }) => kind === "for");
  return owner !== undefined && !isRepeated && moduleGraph(module).firings.get(owner)?.kind === "once";
}

/** The lines of the statements as they stand below `start:`; `undefined` where a line is less deep than the first. */
function deepened({ text }: Selected, first: ast.Statement, statements: string): string | undefined {
  const indent = indentAt(text, first.span.start);
  const lines = `${text.slice(lineStartAt(text, first.span.start), first.span.start)}${statements}`.split(/\r\n|\n|\r/);
  const isDeep = lines.every((line) => line.trim() === "" || line.startsWith(indent));
  return isDeep
    ? lines.map((line) => (line.trim() === "" ? "" : `    ${line.slice(indent.length)}`)).join("\n")
    : undefined;
}
