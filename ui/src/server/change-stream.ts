/** Server-sent events: how a run changes. */
import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import { ChangeFeed, knownOf, type Told } from "./change-feed.ts";
import type { Look } from "./open-runs.ts";

/** ms without a change after which something is said all the same: who is in between closes what seems dead. */
const usualHeartbeat = 15_000;

/**
 * Takes the look over, and releases it when the reader has gone. Each change is made when the last one has been taken from us, so that
 * a slow reader gets fewer, and larger ones. Rejects where the run cannot be told even once.
 */
export async function changeStream(c: Context, { run, release }: Look, heartbeat = usualHeartbeat): Promise<Response> {
  const feed = new ChangeFeed(run, knownOf(c.req.header("last-event-id")));
  const bell = new Bell();
  const silence = run.onChange(() => bell.ring());
  const leave = (): void => {
    silence();
    release();
  };
  let told: Told;
  try {
    told = await feed.next();
  } catch (error) {
    leave();
    throw error;
  }
  const response = streamSSE(c, async (stream) => {
    stream.onAbort(() => bell.ring());
    try {
      for (; !stream.aborted; told = await feed.next()) {
        await stream.writeSSE({ event: "change", id: told.id, data: JSON.stringify(told.change) });
        if (told.isMore) continue;
        while (!(await bell.rings(heartbeat))) await stream.write(":\n\n");
      }
    } catch {
      // The stream ends; the reader asks again, and is answered then.
    } finally {
      leave();
    }
  });
  response.headers.set("cache-control", "no-store");
  return response;
}

/** What has rung while nobody listened is heard by the next who does. */
class Bell {
  #hasRung = false;
  #heard: (() => void) | undefined;

  ring(): void {
    this.#hasRung = true;
    this.#heard?.();
  }

  /** Whether it rings before so many ms are over. */
  async rings(patience: number): Promise<boolean> {
    if (!this.#hasRung) {
      await new Promise<void>((done) => {
        const timer = setTimeout(done, patience);
        this.#heard = () => {
          clearTimeout(timer);
          done();
        };
      });
      this.#heard = undefined;
    }
    const hasRung = this.#hasRung;
    this.#hasRung = false;
    return hasRung;
  }
}
