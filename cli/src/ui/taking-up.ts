/** Takes up a run that nobody has: in a process that goes on whatever becomes of this one. */
import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Answered } from "@adg/ui";
import { plainText } from "../plain-text.ts";
import type { RunMirror } from "./run-mirror.ts";

/** What is answered. */
export interface Words {
  /** Once the process has the run. */
  readonly begun: string;
  /** Where it had it only for a moment. */
  readonly over: string;
}

/** ms that whoever asks waits for the process to have the run. */
const patience = 20_000;

/** ms after which it is known how a run stands whose process has ended: so long may a look at its journal be away. */
const settled = 1_500;

/** A process takes up a run that it may not have, or that cannot be run: it says why, and nothing has happened. */
const refused = 2;

export class TakingUp {
  readonly #run: RunMirror;
  #child: ChildProcess | undefined;
  /** What went wrong with the last process, and how many had been at work on the run by then. */
  #failed: { readonly text: string; readonly sessions: number } | undefined;

  constructor(run: RunMirror) {
    this.#run = run;
  }

  /** Why the run was not taken up, or was cut off again. */
  get trouble(): string | undefined {
    // Others may have taken it up since.
    const isOld = this.#run.isLive || this.#failed?.sessions !== this.#run.history.sessions.length;
    return isOld ? undefined : this.#failed?.text;
  }

  /** `args`: of adg. */
  async take(args: readonly string[], words: Words): Promise<Answered> {
    if (this.#child !== undefined) return { ok: false, message: "The run is being taken up already." };
    this.#failed = undefined;
    let log: number;
    try {
      log = openSync(this.#log, "a");
    } catch (error) {
      return { ok: false, message: `The run cannot be taken up: ${(error as Error).message}.` };
    }
    const from = fstatSync(log).size;
    // What it prints goes to a file: a pipe would end with this process, and the run with the pipe.
    const child = spawn(process.execPath, [process.argv[1] as string, ...args], {
      detached: true,
      stdio: ["ignore", log, log],
    });
    closeSync(log);
    child.unref();
    this.#child = child;
    const ended = this.#endOf(child, from);
    void ended.then(() => this.#run.announce());
    return this.#answer(ended, words);
  }

  get #log(): string {
    return join(this.#run.folder, "taken-up.log");
  }

  /** Settles when it is known what became of the process. */
  async #endOf(child: ChildProcess, from: number): Promise<void> {
    const { code, how } = await endOf(child);
    this.#child = undefined;
    const said = plainLines(this.#saidSince(from));
    const text = said === "" ? `The process that was to take up the run ${how}.` : said;
    if (code === refused) this.#fail(text);
    else {
      await new Promise((done) => setTimeout(done, settled).unref());
      const isCutOff = !this.#run.isLive && this.#run.history.ended === undefined;
      if (isCutOff && this.#child === undefined)
        this.#fail(code === 1 ? (text.split("\n").at(-1) ?? "") : `The process that had taken up the run ${how}.`);
    }
  }

  /** What its file has from there on; nothing, where the run has been removed meanwhile. */
  #saidSince(from: number): string {
    try {
      return readFileSync(this.#log).subarray(from).toString("utf8");
    } catch {
      return "";
    }
  }

  #fail(text: string): void {
    this.#failed = { text, sessions: this.#run.history.sessions.length };
  }

  #answer(ended: Promise<void>, { begun, over }: Words): Promise<Answered> {
    return new Promise((done) => {
      const answer = (ok: boolean, message: string): void => {
        clearInterval(look);
        clearTimeout(late);
        done({ ok, message });
      };
      const look = setInterval(() => {
        if (this.#run.isLive) answer(true, begun);
      }, 50);
      const late = setTimeout(() => answer(true, "The run is being taken up, and has not begun yet."), patience);
      void ended.then(() => answer(this.trouble === undefined, this.trouble ?? over));
    });
  }
}

/** How a process has ended, `how` as a clause; one that cannot be started has taken nothing up either. */
function endOf(child: ChildProcess): Promise<{ readonly code: number | null; readonly how: string }> {
  return new Promise((done) => {
    child.once("error", ({ message }) => done({ code: refused, how: `cannot be started: ${message}` }));
    child.once("exit", (code, signal) =>
      done({ code, how: signal === null ? `has ended with ${code}` : `was ended by ${signal}` }),
    );
  });
}

/** The last of it, as it may stand on a page. */
function plainLines(text: string): string {
  return text
    .slice(-4_000)
    .trim()
    .split("\n")
    .map((line) => plainText(line))
    .join("\n");
}
