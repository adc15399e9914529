/** A run as it was after so many outcomes: made again up to there, and further on from there where that is asked for next. */
import { setImmediate as turn } from "node:timers/promises";
import type { Mirror } from "@adg/runtime/asked";
import type { RunMirror } from "./run-mirror.ts";

/** Outcomes after which others have a turn. */
const slice = 200;

export class Past {
  readonly #run: RunMirror;
  #epoch = 0;
  #mirror: Mirror | undefined;
  /** One at a time. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(run: RunMirror) {
    this.#run = run;
  }

  /** `look` sees the run as it was, and must be done with it when it returns. */
  at<T>(position: number, look: (mirror: Mirror) => T): Promise<T> {
    const answer = this.#last.then(async () => look(await this.#goTo(position)));
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  async #goTo(position: number): Promise<Mirror> {
    const { epoch, history } = this.#run;
    let mirror = this.#mirror;
    if (mirror === undefined || epoch !== this.#epoch || mirror.position > position) {
      mirror = await this.#run.anew();
      this.#mirror = mirror;
      this.#epoch = epoch;
    }
    for (let next = history.outcomes[mirror.position]; next !== undefined && mirror.position < position;) {
      mirror.hear(next);
      if (mirror.position % slice === 0) await turn();
      next = history.outcomes[mirror.position];
    }
    return mirror;
  }
}
