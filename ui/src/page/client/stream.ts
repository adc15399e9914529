/** Server-sent events, read with fetch, since an EventSource sends no token; taken up again behind the last one after each break. */
import { createParser } from "eventsource-parser";
import { open, Refused } from "./api.ts";
import { pause, waitBefore } from "./backoff.ts";

export interface Listener {
  readonly onEvent: (data: string) => void;
  /** Whether the server can be reached. */
  readonly onLine: (isOpen: boolean) => void;
  /** The server will not have it; nothing more is tried. */
  readonly onRefused: (refused: Refused) => void;
}

/** A server that says nothing for so long may be gone without a word; to ask again costs little. In ms. */
const longestSilence = 60_000;

/** After a stream that ended well, in ms. */
const beforeNext = 1_500;

/** Follows until `signal` is aborted. `from`: the id of the last event that is known. */
export async function follow(path: string, listener: Listener, signal: AbortSignal): Promise<void> {
  let last = "";
  let failures = 0;
  while (!signal.aborted) {
    try {
      await readOnce(path, last, signal, (id, data) => {
        if (id !== "") last = id;
        failures = 0;
        listener.onLine(true);
        if (data !== undefined) listener.onEvent(data);
      });
      await pause(beforeNext, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof Refused) return listener.onRefused(error);
      failures += 1;
      listener.onLine(false);
      await pause(waitBefore(failures, Math.random()), signal);
    }
  }
}

/** Ends when the stream does. `heard`: an event, or that the server is there. */
async function readOnce(
  path: string,
  last: string,
  signal: AbortSignal,
  heard: (id: string, data?: string) => void,
): Promise<void> {
  const silence = new AbortController();
  const response = await open(path, {
    signal: AbortSignal.any([signal, silence.signal]),
    headers: { Accept: "text/event-stream", ...(last === "" ? {} : { "Last-Event-ID": last }) },
  });
  heard("");
  const parser = createParser({
    onEvent: ({ id, event, data }) => heard(id ?? "", event === "change" ? data : undefined),
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const timer = setTimeout(() => silence.abort(new Error("The server said nothing.")), longestSilence);
    const read = await reader?.read().finally(() => clearTimeout(timer));
    if (read === undefined || read.done || signal.aborted) return;
    parser.feed(read.value);
  }
}
