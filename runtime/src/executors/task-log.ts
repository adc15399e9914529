/** The file that a task's output goes to. */
import { appendFileSync, closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Appends to a file, which is made with the first write; before that nobody asks for its path. Writes are synchronous on purpose:
 * however much a task prints in one go, nothing piles up in memory, and what it printed is there when its thread dies.
 */
export class TaskLog {
  readonly #place: { readonly log: string };
  #file: number | undefined;
  #closed = false;

  constructor(place: { readonly log: string }) {
    this.#place = place;
  }

  write(chunk: string | Uint8Array): void {
    if (this.#closed) return this.#writeLate(chunk);
    this.#file ??= this.#open();
    appendFileSync(this.#file, chunk);
  }

  #open(): number {
    const path = this.#place.log;
    mkdirSync(dirname(path), { recursive: true });
    return openSync(path, "a");
  }

  /** From a timer or a promise that outlived its task. By then nobody can be told that it cannot be written. */
  #writeLate(chunk: string | Uint8Array): void {
    try {
      const file = this.#open();
      appendFileSync(file, chunk);
      closeSync(file);
    } catch {
      // The folder may be gone.
    }
  }

  close(): void {
    this.#closed = true;
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}
