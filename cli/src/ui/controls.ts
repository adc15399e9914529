/** What the page asks of a run: of the process that has it or, when it is over, of a new one. */
import type { ControlAnswer, ControlRequest } from "@adg/runtime/asked";
import type { Answered, Control } from "@adg/ui";
import { overInQueue } from "../queue-runs.ts";
import type { RunMirror } from "./run-mirror.ts";
import { TakingUp } from "./taking-up.ts";

/** ms between two questions whether the run is paused. */
const pace = 1_000;

/** Asks the process that has the run; `undefined` where none answers. */
type Ask = (request: ControlRequest) => Promise<ControlAnswer | undefined>;

/** What can be asked of a run that nobody has. */
type Again = Extract<Control, { readonly kind: "resume" | "retry" }>;

/** The arguments with which adg does that. */
type ArgsOfAgain = (control: Again) => readonly string[];

export class Controls {
  readonly #run: RunMirror;
  readonly #ask: Ask;
  readonly #again: ArgsOfAgain | undefined;
  readonly #taking: TakingUp;
  #isPaused = false;
  #asked = -Infinity;
  /** How often the page has paused the run, or let it go on. */
  #changes = 0;

  constructor(run: RunMirror, ask: Ask, again: ArgsOfAgain | undefined) {
    this.#run = run;
    this.#ask = ask;
    this.#again = again;
    this.#taking = new TakingUp(run);
  }

  /** Whether a run that nobody has can be taken up from here. */
  get canResume(): boolean {
    return this.#again !== undefined;
  }

  /** Why a run that was to be taken up was not, or was cut off again. */
  get trouble(): string | undefined {
    return this.#taking.trouble;
  }

  /** As far as is known; somebody may have paused it elsewhere a moment ago. */
  get isPaused(): boolean {
    this.#askSoon();
    return this.#isPaused;
  }

  /** The journal does not tell of pauses: somebody else's are looked for until the answer is called. */
  watch(): () => void {
    const timer = setInterval(() => this.#askSoon(), pace).unref();
    return () => clearInterval(timer);
  }

  async ask(control: Control): Promise<Answered> {
    if (!this.#run.isLive && (control.kind === "retry" || control.kind === "resume")) return this.#takeUp(control);
    const request = control.kind === "resume" ? ({ kind: "unpause" } as const) : control;
    const answer = this.#run.isLive ? await this.#ask(request) : undefined;
    if (answer === undefined)
      return { ok: false, message: this.#run.isLive ? "The run does not answer." : "The run is not going on." };
    if (answer.ok && (request.kind === "pause" || request.kind === "unpause")) {
      this.#changes += 1;
      this.#learn(request.kind === "pause");
    }
    return { ok: answer.ok, message: answer.message };
  }

  /** In the words of the process that has the run, which knows why a node waits for its turn. */
  async whyNode(id: string): Promise<string | undefined> {
    const answer = this.#run.isLive ? await this.#ask({ kind: "why", what: id }) : undefined;
    const [only] = answer?.ok === true ? (answer.why ?? []) : [];
    return only?.kind === "why-node" && only.node.id === id ? answer?.message : undefined;
  }

  async whyRule(rule: number): Promise<string | undefined> {
    const { rules } = this.#run.workflow;
    const of = rules[rule];
    const isAlone = of?.source === undefined && rules.filter(({ line }) => line === of?.line).length === 1;
    if (!this.#run.isLive || of === undefined || !isAlone) return undefined;
    const answer = await this.#ask({ kind: "why", what: `line ${of.line}` });
    const [only] = answer?.ok === true ? (answer.why ?? []) : [];
    return only?.kind === "why-rule" && only.rule.rule === rule ? answer?.message : undefined;
  }

  #askSoon(): void {
    const now = performance.now();
    if (!this.#run.isLive) this.#isPaused = false;
    else if (now - this.#asked >= pace) {
      this.#asked = now;
      const changes = this.#changes;
      this.#ask({ kind: "standing" }).then(
        (answer) => {
          // What was asked before the page changed it is old.
          if (answer?.ok === true && changes === this.#changes) this.#learn(answer.isPaused === true);
        },
        // Whoever has the run cannot be reached: the next time tells.
        () => {},
      );
    }
  }

  #learn(isPaused: boolean): void {
    if (this.#isPaused === isPaused) return;
    this.#isPaused = isPaused;
    this.#run.announce();
  }

  /** As `adg resume` and `adg retry` do where nobody has the run. */
  #takeUp(control: Again): Promise<Answered> {
    const args = this.#again?.(control);
    if (args === undefined) return Promise.resolve({ ok: false, message: overInQueue(this.#run.history.created.run) });
    return this.#taking.take(
      args,
      control.kind === "resume"
        ? { begun: "The run goes on.", over: "The run went on, and is over." }
        : { begun: `"${control.node}" runs again.`, over: `"${control.node}" ran again.` },
    );
  }
}
