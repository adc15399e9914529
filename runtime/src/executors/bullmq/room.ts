/**
 * What a worker has for all that it runs at once. Whoever comes when there is too little waits, in the order in which they came: one
 * that needs much is not overtaken by many that need little.
 */
import { sizeText } from "../../size-text.ts";
import type { Needs } from "./sent-call.ts";

/** Left out: as much as is asked for. */
export interface Budget {
  readonly cpus?: number;
  /** Bytes. */
  readonly memory?: number;
}

/** What something takes; left out, it has its share of the cpus. */
interface Place {
  readonly cpus: number;
  readonly memory: number;
}

interface Waiting extends Place {
  begin(): void;
}

export class Room {
  readonly #budget: Place;
  readonly #share: number;
  #free: Place;
  #waiting: Waiting[] = [];

  /** `concurrency`: how many share the cpus where they do not say what they need. */
  constructor({ cpus = Infinity, memory = Infinity }: Budget, concurrency: number) {
    this.#budget = { cpus, memory };
    this.#free = this.#budget;
    this.#share = Math.min(1, cpus / concurrency);
  }

  /** What nothing takes; `Infinity` where there is no bound. */
  get free(): Place {
    return this.#free;
  }

  /** Why something never fits, in a clause, if so. */
  problem({ cpus = 0, memory = 0 }: Needs): string | undefined {
    const { cpus: most, memory: largest } = this.#budget;
    if (cpus > most) return `needs ${counted(cpus)}, and its worker has ${counted(most)}`;
    if (memory > largest) return `needs ${sizeText(memory)} of memory, and its worker has ${sizeText(largest)}`;
    return undefined;
  }

  /** Calls back once there is room, which is then taken; the answer gives it back, or takes the wish for it back. */
  enter(needs: Needs, begin: () => void): () => void {
    const place: Place = { cpus: needs.cpus ?? this.#share, memory: needs.memory ?? 0 };
    let isIn = false;
    const waiting: Waiting = {
      ...place,
      begin: () => {
        isIn = true;
        begin();
      },
    };
    this.#waiting.push(waiting);
    this.#admit();
    let isOut = false;
    return () => {
      if (isOut) return;
      isOut = true;
      if (isIn) this.#free = changed(this.#free, place, 1);
      else this.#waiting = this.#waiting.filter((each) => each !== waiting);
      this.#admit();
    };
  }

  #admit(): void {
    for (let [first] = this.#waiting; first !== undefined && this.#fits(first); [first] = this.#waiting) {
      this.#waiting.shift();
      this.#free = changed(this.#free, first, -1);
      first.begin();
    }
  }

  #fits({ cpus, memory }: Place): boolean {
    // Shares of a cpu do not add up exactly.
    return cpus <= this.#free.cpus + 1e-9 && memory <= this.#free.memory;
  }
}

function changed(free: Place, { cpus, memory }: Place, sign: 1 | -1): Place {
  return { cpus: free.cpus + sign * cpus, memory: free.memory + sign * memory };
}

const counted = (cpus: number): string => `${cpus} ${cpus === 1 ? "cpu" : "cpus"}`;
