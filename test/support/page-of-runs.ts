/** The built `adg ui`, asked as its page asks it. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createParser } from "eventsource-parser";
import type { Change } from "@adg/ui";

const adg = fileURLToPath(new URL("../../cli/bin/adg.mjs", import.meta.url));

/** ms. */
const patience = 45_000;

export class Page {
  /** Of the page, without the token. */
  readonly url: string;
  readonly token: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, address: string) {
    const [url = "", asked = ""] = address.split("#");
    this.#child = child;
    this.url = url;
    this.token = new URLSearchParams(asked).get("token") ?? "";
  }

  /** `args`: further ones of `adg ui`. */
  static async open(folder: string, args: readonly string[] = []): Promise<Page> {
    const child = spawn(process.execPath, [adg, "ui", ...args], { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
    const [line] = (await once(createInterface(child.stdout), "line")) as [string];
    return new Page(child, line.slice(line.indexOf("http")));
  }

  get #headers(): Record<string, string> {
    return { authorization: `Bearer ${this.token}` };
  }

  async get(path: string): Promise<unknown> {
    return (await fetch(`${this.url}api/${path}`, { headers: this.#headers })).json();
  }

  async post(path: string, body: unknown): Promise<unknown> {
    const headers = { ...this.#headers, "content-type": "application/json" };
    return (await fetch(`${this.url}api/${path}`, { method: "POST", headers, body: JSON.stringify(body) })).json();
  }

  /** Waits until something is so; answers it. */
  async until<T>(isSo: () => Promise<T | undefined | false>): Promise<T> {
    for (const start = performance.now(); performance.now() - start < patience;) {
      const found = await isSo();
      if (found !== undefined && found !== false) return found;
      await new Promise((done) => setTimeout(done, 30));
    }
    throw new Error(`it was not so in ${patience} ms: ${isSo.toString()}`);
  }

  /** What the run's stream tells. `from`: the id of the event that was read last. */
  events(run: string, from?: string): { next(): Promise<Change>; close(): void } {
    const stop = new AbortController();
    const changes = changesOf(
      fetch(`${this.url}api/runs/${run}/events`, {
        headers: { ...this.#headers, ...(from === undefined ? {} : { "last-event-id": from }) },
        signal: stop.signal,
      }),
    );
    return {
      async next() {
        const { value, done } = await changes.next();
        if (done === true) throw new Error("the stream has ended");
        return value;
      },
      close: () => stop.abort(),
    };
  }

  async close(): Promise<void> {
    const ended = once(this.#child, "exit");
    this.#child.kill("SIGTERM");
    await ended;
  }
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
