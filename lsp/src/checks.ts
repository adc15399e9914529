/** Checks what has changed, soon after it has: the newest text of the document that was edited last comes first. */
import type { OpenDocument, Workspace } from "./workspace.ts";

/** Milliseconds without a further change before a check begins: what an editor asks right after a letter is answered before. */
const quiet = 12;

export class Checks {
  readonly #workspace: Workspace;
  readonly #check: (document: OpenDocument) => void;
  readonly #onDone: () => void;
  readonly #onFault: (error: unknown) => void;
  /** Files of the documents to check, the one that was changed last first. */
  #due: string[] = [];
  #timer: NodeJS.Timeout | undefined;

  /**
   * `check` is called for each document whose turn it is; what it throws is a fault of ours, and the others are checked all the same.
   * `done`: nothing is left to check.
   */
  constructor(
    workspace: Workspace,
    on: { check(document: OpenDocument): void; done(): void; fault(error: unknown): void },
  ) {
    this.#workspace = workspace;
    this.#check = (document) => on.check(document);
    this.#onDone = () => on.done();
    this.#onFault = (error) => on.fault(error);
  }

  /** Has these documents checked soon. */
  schedule(documents: readonly OpenDocument[]): void {
    const files = documents.map(({ file }) => file);
    this.#due = [...files, ...this.#due.filter((file) => !files.includes(file))];
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#next(), quiet);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** Between two documents the server looks at what else has come. */
  #next(): void {
    const file = this.#due.shift();
    const document = file === undefined ? undefined : this.#workspace.find(file);
    try {
      if (document !== undefined) this.#check(document);
    } catch (error) {
      this.#onFault(error);
    }
    if (this.#due.length > 0) this.#timer = setTimeout(() => this.#next(), 0);
    else this.#onDone();
  }
}
