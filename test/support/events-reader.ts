/** Reads server-sent events of a run, as slowly as a test likes. */
import { get, type IncomingMessage } from "node:http";
import type { Change } from "@adg/ui";

/** An event, or a comment. */
export interface ReadEvent {
  readonly id: string | undefined;
  readonly change: Change | undefined;
}

export class EventsReader {
  readonly #response: IncomingMessage;
  readonly #parts: AsyncIterator<string>;
  #text = "";

  private constructor(response: IncomingMessage) {
    this.#response = response.setEncoding("utf8");
    this.#parts = response[Symbol.asyncIterator]();
  }

  /** `last`: the id of the event that came last. */
  static async open(url: string, token: string, last?: string): Promise<EventsReader> {
    const resumed: Record<string, string> = last === undefined ? {} : { "last-event-id": last };
    const response = await new Promise<IncomingMessage>((done, failed) =>
      get(url, { agent: false, headers: { authorization: `Bearer ${token}`, ...resumed } }, done).on("error", failed),
    );
    return new EventsReader(response);
  }

  get status(): number | undefined {
    return this.#response.statusCode;
  }

  get headers(): IncomingMessage["headers"] {
    return this.#response.headers;
  }

  /** `undefined` when the stream has ended, or was cut. */
  async next(): Promise<ReadEvent | undefined> {
    for (;;) {
      const end = this.#text.indexOf("\n\n");
      if (end >= 0) {
        const lines = this.#text.slice(0, end).split("\n");
        this.#text = this.#text.slice(end + 2);
        const data = fieldOf(lines, "data");
        return { id: fieldOf(lines, "id"), change: data === undefined ? undefined : (JSON.parse(data) as Change) };
      }
      const part = await this.#parts.next().catch(() => undefined);
      if (part === undefined || part.done === true) return undefined;
      this.#text += part.value;
    }
  }

  /** The next change, whatever comments come before it. */
  async change(): Promise<Change> {
    for (;;) {
      const event = await this.next();
      if (event === undefined) throw new Error("the stream has ended");
      if (event.change !== undefined) return event.change;
    }
  }

  leave(): void {
    this.#response.destroy();
  }
}

function fieldOf(lines: readonly string[], name: string): string | undefined {
  return lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
}
