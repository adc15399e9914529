/** The questions of a run that asks before it goes on: one at a time, and nothing begins before the answer is there. */
import type { Submission } from "./attempts.ts";
import { DecideError, type Decide } from "./decide.ts";
import type { PendingNode, Question } from "./event.ts";
import { isPromise } from "./promise.ts";
import { messageOf } from "./thrown.ts";
import type { AttemptSeen } from "./why/why.ts";

interface Outlet {
  /** A rule that was asked for may fire. */
  allowed(firing: string): void;
  /** An attempt that was asked for may start. */
  submit(node: number, submission: Submission): void;
  /** An answer has come. */
  wake(): void;
  /** A node as it is shown. */
  show(node: number): PendingNode;
}

export class Decisions {
  readonly #decide: Decide;
  readonly #outlet: Outlet;
  /** What nobody has been asked about yet, in order. */
  readonly #submissions = new Map<number, Submission>();
  /** Whether a question waits for its answer. */
  isOpen = false;
  /** Whether the answer was to stop here. */
  isStopping = false;
  /** Why no more can be asked. */
  failure: Error | undefined;
  #isAllowed = false;
  #isClosed = false;

  constructor(decide: Decide, outlet: Outlet) {
    this.#decide = decide;
    this.#outlet = outlet;
  }

  /** Whether something must come of a question before anything else is begun. */
  get isBusy(): boolean {
    return this.isOpen || this.isStopping || this.#isAllowed || this.failure !== undefined;
  }

  /** Whether the answer to what the core asked is there. */
  get isAllowed(): boolean {
    return this.#isAllowed;
  }

  /** The core waits to be allowed what it asked for. `isKnown`: it was allowed before. */
  ask(question: Question, { isKnown }: { readonly isKnown: boolean }): void {
    const { extend, finish } = this.#decide;
    const allow = (): void => void (this.#isAllowed = true);
    if (question.kind === "finish") {
      if (finish === undefined) allow();
      else this.#ask("finish", () => finish.call(this.#decide), allow);
      return;
    }
    const { firing } = question;
    if (isKnown || extend === undefined) allow();
    else
      this.#ask(
        "extend",
        () => extend.call(this.#decide, firing),
        () => {
          this.#outlet.allowed(firing.id);
          allow();
        },
      );
  }

  /** Answers whether the core may go on with what it asked for, once for each question. */
  takeAllowed(): boolean {
    const isAllowed = this.#isAllowed;
    this.#isAllowed = false;
    return isAllowed;
  }

  /** An attempt is to start, when it has been asked for. */
  hold(node: number, submission: Submission): void {
    if (this.#decide.submit === undefined) this.#outlet.submit(node, submission);
    else this.#submissions.set(node, submission);
  }

  /** The node shall not run any more. */
  drop(node: number): void {
    this.#submissions.delete(node);
  }

  /** How a node looks that nobody has been asked about yet. */
  seen(node: number): AttemptSeen | undefined {
    const submission = this.#submissions.get(node);
    if (submission === undefined) return undefined;
    return { kind: "not-begun", attempt: submission.attempt + submission.lost, turn: { kind: "asked" } };
  }

  /** The node need not be asked for. */
  release(node: number): void {
    const submission = this.#submissions.get(node);
    if (submission === undefined || !this.#submissions.delete(node)) return;
    this.#outlet.submit(node, submission);
  }

  /** Asks for the next attempt; answers whether there was one. */
  askNext(): boolean {
    const { submit } = this.#decide;
    const [next] = this.#submissions;
    if (next === undefined || submit === undefined) return false;
    const [node, { attempt, lost, delay }] = next;
    const about = { ...this.#outlet.show(node), attempt: attempt + lost, delay };
    this.#ask(
      "submit",
      () => submit.call(this.#decide, about),
      () => this.release(node),
    );
    return true;
  }

  /** The run is over: no answer matters any more. */
  close(): void {
    this.#isClosed = true;
  }

  #ask(hook: keyof Decide, ask: () => boolean | Promise<boolean>, go: () => void): void {
    this.isOpen = true;
    try {
      const answer = ask();
      if (!isPromise(answer)) this.#answered(hook, answer, go);
      else
        void answer.then(
          (late) => this.#answered(hook, late, go),
          (error: unknown) => this.#fail(hook, error),
        );
    } catch (error) {
      this.#fail(hook, error);
    }
  }

  #answered(hook: keyof Decide, answer: unknown, go: () => void): void {
    if (this.#isClosed) return;
    if (typeof answer !== "boolean") return this.#fail(hook, new Error("it answered neither true nor false"));
    this.isOpen = false;
    if (answer) go();
    else this.isStopping = true;
    this.#outlet.wake();
  }

  #fail(hook: keyof Decide, cause: unknown): void {
    if (this.#isClosed) return;
    this.failure = new DecideError(`The hook "${hook}" failed: ${messageOf(cause)}`, { cause });
    this.#outlet.wake();
  }
}
