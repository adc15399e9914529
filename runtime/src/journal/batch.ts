/** Records on their way into one commit. */
import { INLINE_LIMIT, type JournalRecord } from "./record.ts";
import type { CommitParts } from "./order.ts";

/** Characters, and records, at which a commit is large enough. */
const SIZE = 8 * 1024 * 1024;
const COUNT = 10_000;

export class Batch {
  /** Called when it is durable. */
  readonly callbacks: (() => void)[] = [];
  readonly #parts: string[] = [];
  #text = "[";
  #size = 0;
  #count = 0;

  /** Whether a further record should go into another. */
  get isFull(): boolean {
    return this.#size >= SIZE || this.#count >= COUNT;
  }

  /** Throws a `RangeError` where the record's text would be longer than any text may be. */
  add(record: JournalRecord): void {
    const text = JSON.stringify(kept(record));
    const comma = this.#count === 0 ? "" : ",";
    if (text.length > INLINE_LIMIT && record.kind === "succeeded" && "value" in record.result) {
      const result = JSON.stringify(record.result.value);
      if (result.length > INLINE_LIMIT) {
        const rest = JSON.stringify({ ...record, result: undefined });
        this.#parts.push(`${this.#text}${comma}{"result":`, result);
        this.#text = `,${rest.slice(1)}`;
      } else this.#text += comma + text;
    } else this.#text += comma + text;
    this.#size += text.length;
    this.#count += 1;
  }

  /** The text of the commit. */
  close(): CommitParts {
    return [...this.#parts, `${this.#text}]`];
  }
}

/** What a rule threw may be anything, and stays in the process. */
function kept(record: JournalRecord): JournalRecord {
  if (record.kind !== "failed" || !("cause" in record.failure)) return record;
  return { ...record, failure: { ...record.failure, cause: undefined } as typeof record.failure };
}
