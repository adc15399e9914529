import type { Decide, Workflow } from "@adg/runtime";
import type { Decision } from "./decision.ts";

/** What a person answers: this one, so many more, all until the same comes up again, all the rest, or none. */
export type Choice =
  | { readonly kind: "yes" }
  | { readonly kind: "count"; readonly count: number }
  | { readonly kind: "until-again" }
  | { readonly kind: "all" }
  | { readonly kind: "stop" };

export interface StepperOptions {
  /** Stop after so many decisions. */
  readonly maxSteps?: number;
  /** Asks a person; all is answered yes where nobody is to be asked. `number`: from 1. */
  ask?(decision: Decision, number: number, workflow: Workflow): Promise<Choice>;
  /** Is told of each decision that was answered. */
  tell?(decision: Decision, number: number, answer: boolean, workflow: Workflow): void;
}

/** Answers what a run asks before it goes on, and counts. */
export class Stepper {
  readonly #options: StepperOptions;
  #count = 0;
  /** Whether the run was stopped by an answer. */
  hasStopped = false;
  #unasked: { readonly kind: "none" | "all" } | { readonly kind: "until"; readonly what: string } = { kind: "none" };
  /** How many more are answered yes without asking. */
  #more = 0;

  constructor(options: StepperOptions) {
    this.#options = options;
  }

  hooks(workflow: Workflow): Decide {
    return {
      extend: (firing) => this.#decide({ kind: "extend", firing }, workflow),
      submit: (submission) => this.#decide({ kind: "submit", submission }, workflow),
      finish: () => this.#decide({ kind: "finish" }, workflow),
    };
  }

  #decide(decision: Decision, workflow: Workflow): boolean | Promise<boolean> {
    const { ask, maxSteps = Infinity } = this.#options;
    if (this.#count >= maxSteps) return this.#answer(decision, workflow, false);
    if (ask === undefined || this.#isUnasked(decision)) return this.#answer(decision, workflow, true);
    return ask(decision, this.#count + 1, workflow).then((choice) => {
      this.#take(choice, decision);
      return this.#answer(decision, workflow, choice.kind !== "stop");
    });
  }

  #isUnasked(decision: Decision): boolean {
    if (this.#more > 0) {
      this.#more -= 1;
      return true;
    }
    if (this.#unasked.kind === "until" && this.#unasked.what === whatOf(decision)) this.#unasked = { kind: "none" };
    return this.#unasked.kind !== "none";
  }

  #take(choice: Choice, decision: Decision): void {
    if (choice.kind === "count") this.#more = choice.count - 1;
    else if (choice.kind === "all") this.#unasked = { kind: "all" };
    else if (choice.kind === "until-again") this.#unasked = { kind: "until", what: whatOf(decision) };
  }

  #answer(decision: Decision, workflow: Workflow, answer: boolean): boolean {
    if (answer) this.#count += 1;
    else this.hasStopped = true;
    this.#options.tell?.(decision, this.#count + (answer ? 0 : 1), answer, workflow);
    return answer;
  }
}

/** The rule that fires, or the task that runs. */
function whatOf(decision: Decision): string {
  if (decision.kind === "extend") return `rule ${decision.firing.rule}`;
  return decision.kind === "submit" ? `task ${decision.submission.task}` : "finish";
}
