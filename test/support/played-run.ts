/** A run of a small program, played by hand: the test says which node ends next, and how. */
import { begin, step } from "../../runtime/src/step.ts";
import { selectNode, selectRule, whyNode, whyRule, whyText } from "../../runtime/src/why/why.ts";
import { load } from "./compile.ts";
import type { Command, Event } from "../../runtime/src/event.ts";
import type { RunState } from "../../runtime/src/state.ts";
import type { AttemptSeen, Limits, Surroundings } from "../../runtime/src/why/why.ts";
import type { Value, Workflow } from "../../runtime/src/workflow.ts";

export class PlayedRun implements Surroundings {
  readonly state: RunState;
  readonly #seen = new Map<number, AttemptSeen>();
  /** ms. */
  now = 1_000_000;

  static async of(text: string, folder: string, name: string): Promise<PlayedRun> {
    return new PlayedRun(await load(text, folder, name));
  }

  constructor(workflow: Workflow) {
    this.state = begin(workflow);
    this.#send({ kind: "started", inputs: {} });
  }

  /** A node by task and label. */
  find(text: string): number {
    const selected = selectNode(this.state, text);
    if (selected.kind === "unclear") throw new Error(selected.message);
    return selected.it;
  }

  succeed(text: string, result: Value = null): this {
    return this.#send({ kind: "succeeded", node: this.find(text), result });
  }

  fail(text: string, message = "it broke"): this {
    return this.#send({ kind: "failed", node: this.find(text), failure: { code: "ADG7004", message } });
  }

  see(text: string, seen: AttemptSeen): this {
    this.#seen.set(this.find(text), seen);
    return this;
  }

  attemptOf(node: number): AttemptSeen | undefined {
    return this.#seen.get(node);
  }

  rule(text: string, limits?: Limits): string {
    const selected = selectRule(this.state.workflow, text);
    if (selected.kind === "unclear") throw new Error(selected.message);
    return whyText(whyRule(this.state, selected.it, this, limits));
  }

  node(text: string): string {
    return whyText(whyNode(this.state, this.find(text), this));
  }

  #send(event: Event): this {
    const take = (commands: readonly Command[]): void => {
      if (commands.some(({ kind }) => kind === "continue")) take(step(this.state, { kind: "continued" }));
    };
    take(step(this.state, event));
    return this;
  }
}
