/** Checks what has changed, soon after it has: the newest text of the document that was edited last comes first. */
import type { OpenDocument, Workspace } from "./workspace.ts";

/** Milliseconds without a further change before a check begins: what an editor asks right after a letter is answered before. */
const quiet = 12;

export class Checks {
  readonly #workspace: Workspace;
  readonly #onChecked: (document: OpenDocument) => void;
  /** Files of the documents to check, the one that was changed last first. */
  #due: string[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** `onChecked` is told of each document that was checked. */
  constructor(workspace: Workspace, onChecked: (document: OpenDocument) => void) {
    this.#workspace = workspace;
    this.#onChecked = onChecked;
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
    if (document !== undefined) this.#onChecked(document);
    if (this.#due.length > 0) this.#timer = setTimeout(() => this.#next(), 0);
  }
}
