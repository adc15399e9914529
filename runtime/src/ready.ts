/** What a task's attributes say to the schedule about one attempt. */
import { attributeOf } from "./attempt-call.ts";
import type { Failure } from "./event.ts";
import { failureOf } from "./failure.ts";
import { ExpressionError } from "./library/expression-error.ts";
import type { Budgets, Terms } from "./schedule.ts";
import { sizeText } from "./size-text.ts";
import type { CallBindings, Task } from "./workflow.ts";

/** The terms on which every attempt of a task may start; `undefined` where they depend on the call. */
export function fixedTerms(task: Task, budgets: Budgets): Terms | undefined {
  const { limit, priority, rate, cpus, memory } = task;
  const attributes = [limit, priority, rate?.count, rate?.per, cpus, memory];
  if (attributes.some((attribute) => typeof attribute === "function")) return undefined;
  const terms = termsOf(task, { args: {}, inputs: {}, attempt: 1, out: "" }, budgets);
  // What needs more than there is says so with the number of its attempt.
  return "failure" in terms ? undefined : terms;
}

/** The terms on which an attempt may start, or why it never can. */
export function termsOf(task: Task, call: CallBindings, budgets: Budgets): Terms | { readonly failure: Failure } {
  try {
    return withinBudgets(evaluated(task, call, budgets), call.attempt, budgets);
  } catch (error) {
    return { failure: failureOf("ADG7007", error, "an attribute of the task") };
  }
}

function evaluated(task: Task, call: CallBindings, budgets: Budgets): Terms {
  const { limit, priority, rate, cpus, memory } = task;
  return {
    limit: atLeast(1, "limit", attributeOf(limit, call) ?? Infinity),
    priority: attributeOf(priority, call) ?? 0,
    // Who asks for more tasks at once than there are cpus wants them to share: each then takes its part of one.
    cpus: atLeast(0, "cpus", attributeOf(cpus, call) ?? Math.min(1, budgets.cpus / budgets.concurrency)),
    memory: atLeast(0, "memory", attributeOf(memory, call) ?? 0),
    ...(rate === undefined
      ? {}
      : {
          rate: {
            count: atLeast(1, "rate", attributeOf(rate.count, call) ?? 1),
            per: attributeOf(rate.per, call) ?? 0,
          },
        }),
  };
}

/** A computed attribute may come out as nonsense. */
function atLeast(least: number, name: string, value: number): number {
  if (value >= least) return value;
  throw new ExpressionError(`"${name}" must be ${least} or more, not ${value}`);
}

function withinBudgets(terms: Terms, attempt: number, budgets: Budgets): Terms | { readonly failure: Failure } {
  const needs: string[] = [];
  if (terms.cpus > budgets.cpus)
    needs.push(`${counted(terms.cpus)}, and there ${be(budgets.cpus)} ${counted(budgets.cpus)}`);
  if (terms.memory > budgets.memory)
    needs.push(`${sizeText(terms.memory)} of memory, and there is ${sizeText(budgets.memory)}`);
  if (needs.length === 0) return terms;
  const again = attempt === 1 ? "" : `attempt ${attempt} `;
  return { failure: { code: "ADG7004", message: `${again}needs ${needs.join("; ")}` } };
}

const be = (count: number): string => (count === 1 ? "is" : "are");
const counted = (cpus: number): string => `${cpus} ${cpus === 1 ? "cpu" : "cpus"}`;
