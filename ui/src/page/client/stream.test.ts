import { expect, test } from "vitest";
import { Refused } from "./refused.ts";
import { follow } from "./stream.ts";

const event = (id: string, data: string): string => `id: ${id}\nevent: change\ndata: ${data}\n\n`;

/** Text as it comes over the wire, in parts; then the connection ends or, `isCut`, breaks. */
function answer(parts: readonly string[], isCut = false): Response {
  const encoder = new TextEncoder();
  let next = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const part = parts[next++];
      if (part !== undefined) controller.enqueue(encoder.encode(part));
      else if (isCut) controller.error(new TypeError("network error"));
      else controller.close();
    },
  });
  return new Response(body);
}

/** Follows a server that answers so, one after the other; tells what was heard, asked and waited for. */
async function followed(answers: readonly (Response | Error)[]) {
  const stop = new AbortController();
  const told: string[] = [];
  const asked: (string | undefined)[] = [];
  const waited: number[] = [];
  let next = 0;
  await follow(
    {
      async open({ headers }) {
        asked.push(headers["Last-Event-ID"]);
        const given = answers[next++];
        if (given instanceof Error) throw given;
        return given ?? new Response("");
      },
      async wait(failures) {
        waited.push(failures);
        if (next >= answers.length) stop.abort();
      },
    },
    {
      onEvent: (data) => told.push(data),
      onLine: (isOpen) => told.push(isOpen ? "open" : "lost"),
      onRefused: ({ status }) => told.push(`refused ${status}`),
    },
    stop.signal,
  );
  return { told, asked, waited };
}

test("a stream that breaks is taken up behind the last event that was whole", async () => {
  const { told, asked, waited } = await followed([
    answer([event("1.1", "a"), event("1.2", "b").slice(0, 20)], true),
    new TypeError("no connection"),
    answer([event("1.2", "b"), event("1.3", "c")]),
  ]);
  expect(told).toEqual(["open", "a", "lost", "lost", "open", "b", "c"]);
  expect(asked).toEqual([undefined, "1.1", "1.1"]);
  expect(waited).toEqual([1, 2, 0]);
});

test("a stream that ends well is asked for again, and nothing is said to be lost", async () => {
  const { told, asked, waited } = await followed([answer([event("1.4", "a")]), answer([":\n\n"])]);
  expect(told).toEqual(["open", "a", "open"]);
  expect(asked).toEqual([undefined, "1.4"]);
  expect(waited).toEqual([0, 0]);
});

test("events that come in pieces of bytes are whole", async () => {
  const text = event("1.1", "é");
  const bytes = new TextEncoder().encode(text);
  const at = bytes.indexOf(0xc3) + 1;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes.slice(0, at));
      controller.enqueue(bytes.slice(at));
      controller.close();
    },
  });
  expect((await followed([new Response(body)])).told).toEqual(["open", "é"]);
});

test("what is refused is not tried again", async () => {
  const { told, asked } = await followed([new Refused(401, "no"), answer([event("1.1", "a")])]);
  expect(told).toEqual(["refused 401"]);
  expect(asked).toHaveLength(1);
});

test("a server that says nothing is asked again", async () => {
  const stop = new AbortController();
  const told: string[] = [];
  const silent = (signal: AbortSignal): Response =>
    new Response(
      new ReadableStream({
        start: (controller) => signal.addEventListener("abort", () => controller.error(signal.reason)),
      }),
    );
  await follow(
    {
      open: async ({ signal }) => silent(signal),
      wait: async () => stop.abort(),
      longestSilence: 5,
    },
    { onEvent: () => {}, onLine: (isOpen) => told.push(isOpen ? "open" : "lost"), onRefused: () => {} },
    stop.signal,
  );
  expect(told).toEqual(["open", "lost"]);
});
