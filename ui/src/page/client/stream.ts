/** Server-sent events, read with fetch, since an EventSource sends no token; taken up again behind the last one after each break. */
import { createParser } from "eventsource-parser";
import { Refused } from "./refused.ts";

export interface Line {
  /** An answer that is well. @throws {Refused} */
  readonly open: (init: {
    readonly headers: Record<string, string>;
    readonly signal: AbortSignal;
  }) => Promise<Response>;
  /** Until the next try, after so many in a row that failed; after none, where the stream has ended well. */
  readonly wait: (failures: number) => Promise<void>;
  /** A server that says nothing for so long may be gone without a word; to ask again costs little. In ms. */
  readonly longestSilence?: number;
}

export interface Listener {
  readonly onEvent: (data: string) => void;
  /** Whether the server can be reached. */
  readonly onLine: (isOpen: boolean) => void;
  /** The server will not have it; nothing more is tried. */
  readonly onRefused: (refused: Refused) => void;
}

/** Follows until `stopped` is aborted. */
export async function follow(line: Line, listener: Listener, stopped: AbortSignal): Promise<void> {
  let last = "";
  let failures = 0;
  while (!stopped.aborted) {
    try {
      await readOnce(line, last, stopped, {
        onOpen: () => listener.onLine(true),
        onEvent(id, data) {
          failures = 0;
          listener.onEvent(data);
          // Behind it: what could not be taken in is told again.
          if (id !== undefined) last = id;
        },
      });
      failures = 0;
    } catch (error) {
      if (stopped.aborted) return;
      if (error instanceof Refused) return listener.onRefused(error);
      failures += 1;
      listener.onLine(false);
    }
    await line.wait(failures);
  }
}

interface Heard {
  readonly onOpen: () => void;
  readonly onEvent: (id: string | undefined, data: string) => void;
}

/** Ends when the stream does. */
async function readOnce(line: Line, last: string, stopped: AbortSignal, heard: Heard): Promise<void> {
  const { longestSilence = 60_000 } = line;
  const silence = new AbortController();
  const response = await line.open({
    signal: AbortSignal.any([stopped, silence.signal]),
    headers: { Accept: "text/event-stream", ...(last === "" ? {} : { "Last-Event-ID": last }) },
  });
  heard.onOpen();
  const parser = createParser({
    onEvent({ id, event, data }) {
      if (event === "change") heard.onEvent(id, data);
    },
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const timer = setTimeout(() => silence.abort(new Error("The server said nothing.")), longestSilence);
    const read = await reader?.read().finally(() => clearTimeout(timer));
    if (read === undefined || read.done || stopped.aborted) return;
    parser.feed(read.value);
  }
}
