/** What the page asks besides what it reads: to control a run, and to be told of its changes. */
import { createParser } from "eventsource-parser";
import type { Answered, Change, Control } from "@adg/ui";
import type { RunPages } from "./run-pages.ts";

export async function control(pages: RunPages, run: string, asked: Control): Promise<Answered> {
  const headers = { authorization: `Bearer ${pages.token}`, "content-type": "application/json" };
  const body = JSON.stringify(asked);
  const response = await fetch(new URL(`/api/runs/${run}/control`, pages.url), { method: "POST", headers, body });
  return (await response.json()) as Answered;
}

/** The changes of a run, one after the other. */
export function changes(pages: RunPages, run: string): { next(): Promise<Change>; close(): void } {
  const stop = new AbortController();
  const headers = { authorization: `Bearer ${pages.token}` };
  const told = changesOf(fetch(new URL(`/api/runs/${run}/events`, pages.url), { headers, signal: stop.signal }));
  return {
    async next() {
      const { value, done } = await told.next();
      if (done === true) throw new Error("the stream has ended");
      return value;
    },
    close: () => stop.abort(),
  };
}

async function* changesOf(response: Promise<Response>): AsyncGenerator<Change, void> {
  const { body } = await response;
  const found: Change[] = [];
  const parser = createParser({ onEvent: ({ data }) => void found.push(JSON.parse(data) as Change) });
  const decoder = new TextDecoder();
  for await (const bytes of body ?? []) {
    parser.feed(decoder.decode(bytes, { stream: true }));
    yield* found.splice(0);
  }
}
