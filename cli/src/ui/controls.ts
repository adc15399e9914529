/** What the page asks of a run: of the process that has it or, when it is over, of a new one. */
import { spawn } from "node:child_process";
import type { ControlAnswer, ControlRequest } from "@adg/runtime/asked";
import type { Answered, Control } from "@adg/ui";
import type { RunMirror } from "./run-mirror.ts";

/** ms between two questions whether the run is paused. */
const pace = 1_000;

/** ms that a process has to take a run up. */
const patience = 20_000;

/** Asks the process that has the run; `undefined` where none answers. */
type Ask = (request: ControlRequest) => Promise<ControlAnswer | undefined>;

/** Arguments with which adg runs a node again when nobody has the run any more. */
type Again = (node: string) => readonly string[];

export class Controls {
  readonly #run: RunMirror;
  readonly #ask: Ask;
  readonly #again: Again | undefined;
  #isPaused = false;
  #asked = -Infinity;
  /** How often the page has paused the run, or let it go on. */
  #changes = 0;

  constructor(run: RunMirror, ask: Ask, again: Again | undefined) {
    this.#run = run;
    this.#ask = ask;
    this.#again = again;
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
    if (!this.#run.isLive && control.kind === "retry") return this.#retry(control.node);
    const answer = this.#run.isLive ? await this.#ask(control) : undefined;
    if (answer === undefined)
      return { ok: false, message: this.#run.isLive ? "The run does not answer." : "The run is not going on." };
    if (answer.ok && (control.kind === "pause" || control.kind === "unpause")) {
      this.#changes += 1;
      this.#learn(control.kind === "pause");
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

  /** Goes on by itself, whatever becomes of this process. */
  #retry(node: string): Promise<Answered> {
    const args = this.#again?.(node);
    if (args === undefined)
      return Promise.resolve({ ok: false, message: "The run is over, and what is over does not go on in a queue." });
    const child = spawn(process.execPath, [process.argv[1] as string, ...args], {
      detached: true,
      stdio: ["ignore", "ignore", "pipe"],
    });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (said = (said + text).slice(-4_000)));
    child.unref();
    return new Promise((done) => {
      const answer = (ok: boolean, message: string): void => {
        clearInterval(look);
        done({ ok, message });
      };
      const start = performance.now();
      const look = setInterval(() => {
        if (this.#run.isLive) answer(true, `"${node}" runs again.`);
        else if (performance.now() - start > patience) answer(false, "The run could not be taken up again in time.");
      }, 50);
      child.once("error", (error) => answer(false, `The run cannot be taken up again: ${error.message}.`));
      child.once("exit", (code) =>
        answer(code === 0 || code === 1, code === 0 || code === 1 ? `"${node}" ran again.` : said.trim()),
      );
    });
  }
}
