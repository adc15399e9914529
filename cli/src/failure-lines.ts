import type { Failure, RunEvent, RunView, Workflow } from "@adg/runtime";
import type { Paint } from "./paint.ts";
import { plainText } from "./plain-text.ts";
import { callText } from "./short-value.ts";

/** So many failures are told while the run goes on. Of ten thousand that are alike nobody reads more. */
const mostTold = 20;
/** Of what a failed attempt wrote, the last lines. */
const mostTail = 5;

/** Tells of failures as they happen, each once. */
export class FailureLines {
  readonly #paint: Paint;
  readonly #retried: ReadonlySet<string>;
  /** Failed nodes whose last attempt has been told of, until they settle. */
  readonly #known = new Set<number>();
  #told = 0;

  constructor(workflow: Pick<Workflow, "tasks">, paint: Paint) {
    this.#paint = paint;
    this.#retried = new Set(workflow.tasks.filter(({ retry }) => retry !== undefined).map(({ name }) => name));
  }

  /** The lines that an event gives cause to. */
  of(event: RunEvent, view: RunView): readonly string[] {
    if (event.kind === "attempt-failed") {
      this.#known.add(event.node);
      const told = event.again === true ? "it will be tried again" : "which is final";
      const attempt = this.#retried.has(event.task) ? `attempt ${event.attempt} failed, ${told}` : "failed";
      return this.#tell(() => this.#lines(callText(event.task, view.argsOf(event.node)), attempt, event.failure));
    }
    if (event.kind !== "node-settled" || this.#known.delete(event.node) || event.state !== "failed") return [];
    const failure = view.failureOf(event.node);
    if (failure === undefined) return [];
    return this.#tell(() => this.#lines(callText(event.task, view.argsOf(event.node)), "failed", failure));
  }

  #tell(lines: () => readonly string[]): readonly string[] {
    this.#told += 1;
    if (this.#told > mostTold + 1) return [];
    if (this.#told <= mostTold) return lines();
    return ["Further failures are only counted; the unhandled ones are listed at the end."];
  }

  #lines(call: string, what: string, { message, tail, log }: Failure): readonly string[] {
    const [first = "", ...more] = message.split("\n");
    const quoted = [...more, ...(tail ?? [])].slice(-mostTail);
    return [
      `${this.#paint("red", `${call}: ${what}`)}: ${plainText(first)}`,
      ...quoted.map((line) => this.#paint("dim", `    | ${plainText(line)}`)),
      ...(log === undefined ? [] : [this.#paint("dim", `    the whole log: ${plainText(log)}`)]),
    ];
  }
}
