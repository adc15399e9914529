/**
 * Rules that belong together: patterns in which waiting, failures and keys meet, which rules drawn one by one seldom make. `task`
 * draws a task that comes later in the program's order than those before.
 */
import type { Dice } from "../support/dice.ts";
import type { Binding, Datum, ProgramArgument, ProgramCondition, ProgramRule, Statement } from "./program.ts";

/** What a theme is drawn with. */
export interface ThemeTools {
  readonly dice: Dice;
  /** Tasks in ascending order, so that nothing waits for itself. */
  readonly tasks: readonly number[];
  readonly keyed: readonly number[];
  binding(): Binding;
}

/** Rules over `tasks[0]`, of which there must be nodes. */
export function drawTheme(tools: ThemeTools): readonly ProgramRule[] {
  const themes = [tree, fallback, chain, crawl];
  return themes[tools.dice(themes.length)]?.(tools) ?? [];
}

const at = ({ tasks }: ThemeTools, index: number): number => tasks[Math.min(index, tasks.length - 1)] ?? 0;

function add(tools: ThemeTools, task: number, of: Binding, args: readonly ProgramArgument[] = []): Statement {
  const s: Datum = tools.dice(3) > 0 ? { kind: "read", of, member: "s" } : { kind: "constant", value: tools.dice(3) };
  const keyed = tools.keyed.includes(task);
  return { kind: "add", binds: tools.binding(), task, s, args: keyed ? [] : args, after: [], keyed };
}

function addOnce(tools: ThemeTools, task: number, args: readonly ProgramArgument[] = []): Statement {
  const s: Datum = { kind: "constant", value: tools.dice(3) };
  const keyed = tools.keyed.includes(task);
  return { kind: "add", binds: tools.binding(), task, s, args: keyed ? [] : args, after: [], keyed };
}

function times(tools: ThemeTools, of: Binding, body: readonly Statement[]): Statement {
  const count: Datum =
    tools.dice(2) === 0 ? { kind: "read", of, member: "result" } : { kind: "constant", value: 1 + tools.dice(2) };
  return { kind: "repeat", count, body };
}

const each = (binds: Binding, task: number): ProgramCondition => ({ kind: "each", binds, task, event: "done" });

function wait(tools: ThemeTools, task: number, under: Binding | undefined): ProgramCondition {
  const below = under === undefined ? {} : { under };
  const which = tools.dice(10);
  if (which < 6) return { kind: "no-more", task, ...below, despite: which === 0 };
  return { kind: "all", binds: tools.binding(), task, ...below, event: which < 8 ? "done" : "settled" };
}

function gather(tools: ThemeTools, task: number, under: Binding | undefined): ProgramArgument {
  const modes = ["all", "all", "succeeded", "settled"] as const;
  return { kind: "gather", mode: modes[tools.dice(4)] ?? "all", task, ...(under === undefined ? {} : { under }) };
}

/** Scatter, gather under each, go on, gather again: `x -> part -> sum -> next`, and a wait for what comes after. */
function tree(tools: ThemeTools): readonly ProgramRule[] {
  const [x, y, z, w] = [tools.binding(), tools.binding(), tools.binding(), tools.binding()];
  const [task, part, sum, next, last] = [0, 1, 2, 3, 4].map((index) => at(tools, index)) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const outer = tools.dice(2) === 0 ? w : undefined;
  return [
    { conditions: [each(x, task)], body: [times(tools, x, [add(tools, part, x)])] },
    { conditions: [each(y, task), wait(tools, part, y)], body: [add(tools, sum, y, [gather(tools, part, y)])] },
    { conditions: [each(z, sum)], body: [add(tools, next, z)] },
    outer === undefined
      ? { conditions: [wait(tools, next, undefined)], body: [addOnce(tools, last, [gather(tools, next, undefined)])] }
      : { conditions: [each(w, task), wait(tools, next, w)], body: [add(tools, last, w, [gather(tools, next, w)])] },
  ];
}

/** A failure is noticed, made good by a stand-in or only noted, and waited for. */
function fallback(tools: ThemeTools): readonly ProgramRule[] {
  const [x, f, w] = [tools.binding(), tools.binding(), tools.binding()];
  const [task, part, note, sum] = [0, 1, 2, 3].map((index) => at(tools, index)) as [number, number, number, number];
  const isStandIn = tools.dice(2) === 0;
  const event = tools.dice(2) === 0 ? "failed" : "settled";
  const under = tools.dice(2) === 0 ? w : undefined;
  return [
    { conditions: [each(x, task)], body: [times(tools, x, [add(tools, part, x)])] },
    { conditions: [{ kind: "each", binds: f, task, event }], body: [add(tools, isStandIn ? part : note, f)] },
    under === undefined
      ? { conditions: [wait(tools, part, undefined)], body: [addOnce(tools, sum, [gather(tools, part, undefined)])] }
      : {
          conditions: [
            { kind: "each", binds: w, task, event: tools.dice(2) === 0 ? "added" : "settled" },
            wait(tools, part, w),
          ],
          body: [add(tools, sum, w, [gather(tools, part, w)])],
        },
  ];
}

/** One wait after the other: where the first is blocked, what it could have led to is missing. */
function chain(tools: ThemeTools): readonly ProgramRule[] {
  const rules: ProgramRule[] = [];
  const x = tools.binding();
  rules.push({ conditions: [each(x, at(tools, 0))], body: [add(tools, at(tools, 1), x)] });
  for (let index = 1; index + 1 < tools.tasks.length; index += 1) {
    const task = at(tools, index);
    rules.push({
      conditions: [wait(tools, task, undefined)],
      body: [addOnce(tools, at(tools, index + 1), [gather(tools, task, undefined)])],
    });
  }
  return rules;
}

/** Pages met from several sites, each site's gather sees all of its own. */
function crawl(tools: ThemeTools): readonly ProgramRule[] {
  const page = tools.keyed[0];
  if (page === undefined || page <= at(tools, 0)) return tree(tools);
  const [site, index] = [at(tools, 0), tools.tasks.find((task) => task > page) ?? page];
  const [s, p, h, w] = [tools.binding(), tools.binding(), tools.binding(), tools.binding()];
  const link: Datum = { kind: "read", of: p, member: tools.dice(2) === 0 ? "result" : "s" };
  const rules: ProgramRule[] = [
    { conditions: [each(s, site)], body: [times(tools, s, [add(tools, page, s)])] },
    {
      conditions: [each(p, page)],
      body: [{ kind: "add", binds: tools.binding(), task: page, s: link, args: [], after: [], keyed: true }],
    },
    { conditions: [each(w, site), wait(tools, page, w)], body: [add(tools, index, w, [gather(tools, page, w)])] },
  ];
  if (tools.dice(2) === 0 && index !== page) rules.push({ conditions: [each(h, page)], body: [add(tools, index, h)] });
  return rules;
}
