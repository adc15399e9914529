import { Worker } from "node:worker_threads";
import type { TypeScriptAnswers } from "./answers.ts";
import type { Request, Response } from "./worker.ts";

/** Has a thread answer what is asked about TypeScript modules. The thread is started with the first question. */
export class Reading {
  readonly #answers: TypeScriptAnswers;
  readonly #onNews: () => void;
  readonly #onTrouble: (message: string) => void;
  #worker: Worker | undefined;
  #forget = false;
  #asked = 0;
  #answered = 0;
  #failures = 0;

  /** `onNews`: answers came that say something new. */
  constructor(answers: TypeScriptAnswers, on: { news(): void; trouble(message: string): void }) {
    this.#answers = answers;
    this.#onNews = () => on.news();
    this.#onTrouble = (message) => on.trouble(message);
  }

  /** Asks what has been noted since the last time. */
  ask(): void {
    const questions = this.#answers.takeQuestions();
    if (questions.length === 0 || this.#failures > mostFailures) return;
    this.#worker ??= this.#start();
    const request: Request = { id: ++this.#asked, version: "editor", forget: this.#forget, questions };
    this.#forget = false;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
    this.#worker.postMessage(request);
  }

  /** Whether nothing is being read. */
  get isQuiet(): boolean {
    return this.#asked === this.#answered;
  }

  /** Modules have changed on the disk. */
  forget(): void {
    this.#forget = true;
    this.#answers.forget();
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(new URL(import.meta.url.endsWith(".ts") ? "worker.ts" : "worker.js", import.meta.url));
    worker.unref();
    worker.on("message", ({ id, answers }: Response) => {
      this.#answered = id;
      if (this.#answers.put(answers)) this.#onNews();
    });
    worker.on("error", (error) => {
      this.#worker = undefined;
      this.#answered = this.#asked;
      this.#failures++;
      this.#answers.forget();
      this.#onTrouble(`Reading TypeScript modules failed: ${String(error)}`);
    });
    return worker;
  }
}

/** A thread that dies again and again is not started any more: all else goes on without it. */
const mostFailures = 3;
