/** A journal's database as its writer has it; all that waits for the disk. */
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { commitText } from "./commit-text.ts";
import type { JournalEnd } from "./journal-end.ts";
import { ObjectsLock } from "./objects-lock.ts";
import type { CommitParts, ThreadStart } from "./order.ts";
import { PATIENCE } from "./patience.ts";
import { INSERT } from "./schema.ts";
import { sumOf } from "./sum.ts";
import { telling } from "./trouble.ts";

export class Store {
  /** For tests of what goes wrong in it. */
  readonly db: DatabaseSync;
  readonly #file: string;
  readonly #stateDir: string;
  readonly #objects: ObjectsLock;
  readonly #insert: StatementSync;
  #end: JournalEnd;

  /**
   * Opens a journal that its process has locked, to go on behind its end; who has the journal for a moment is waited for so long (ms).
   * Throws a `JournalError`.
   */
  constructor({ file, stateDir }: ThreadStart, after: JournalEnd, patience = PATIENCE) {
    this.#file = file;
    this.#stateDir = stateDir;
    this.#objects = new ObjectsLock(stateDir);
    this.#end = after;
    this.db = telling(file, () => new DatabaseSync(file, { timeout: patience }));
    try {
      this.#insert = telling(file, () => {
        this.db.exec("PRAGMA synchronous = FULL");
        return this.db.prepare(INSERT);
      });
    } catch (error) {
      this.db.close();
      throw error;
    }
  }

  /** Behind its last commit. */
  get end(): JournalEnd {
    return this.#end;
  }

  /** Adds a commit; it is durable when this returns. Throws a `JournalError`. */
  commit(parts: CommitParts): void {
    if (parts.length === 1) this.#add(parts);
    else this.#objects.sharing(() => this.#add(parts));
  }

  close(): void {
    this.#objects.close();
    this.db.close();
  }

  #add(parts: CommitParts): void {
    const position = this.#end.position + 1;
    const text = commitText(parts, this.#stateDir);
    const sum = sumOf(this.#end.sum, position, text);
    telling(this.#file, () => this.#insert.run(position, text, sum));
    this.#end = { position, sum };
  }
}
