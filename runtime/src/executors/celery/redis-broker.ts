/** Redis as a broker: a list for each class of a queue, and a channel on which workers are asked. */
import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import { pause } from "../../timer.ts";
import type { RedisLink } from "../redis-link.ts";
import { Replies, untilEnough, type Answers, type Broker, type Sought } from "./broker.ts";
import type { Place } from "./fate.ts";
import { keptFor, markKey, Marks, type Mark } from "./marks.ts";
import { envelope, listOf, taskEnvelope, type Message } from "./message.ts";
import { within } from "./within.ts";

/** What Celery keeps of tasks that workers have taken and not acknowledged. */
const unacknowledged = "unacked";
const unacknowledgedIndex = "unacked_index";

/** At once: a connection that was lost says it again, and does not know whether it was heard. */
const sendScript = `
local noted = redis.call("get", KEYS[1])
if noted then return noted end
redis.call("set", KEYS[1], "sent", "EX", ARGV[2])
redis.call("lpush", KEYS[2], ARGV[1])
return nil
`;

/** Does what Celery does itself, later, when a worker does not acknowledge a task. */
const restoreScript = `
if redis.call("hdel", KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call("zrem", KEYS[2], ARGV[1])
return redis.call("rpush", KEYS[3], ARGV[2])
`;

export class RedisBroker implements Broker {
  readonly address: string;
  readonly marks: Marks;
  readonly #redis: Redis;
  /** Waits for answers all the time, and does nothing else. */
  readonly #ears: Redis;
  readonly #replies = new Replies();
  readonly #mailbox = `adg-reply-${randomUUID()}`;
  readonly #channel: string;
  #isClosed = false;

  constructor(link: RedisLink) {
    this.address = link.address;
    this.#channel = `/${link.database}.celery.pidbox`;
    this.#redis = link.connect();
    this.#ears = link.connect();
    this.marks = new Marks(this.#redis);
    void this.#listen();
  }

  get isAway(): boolean {
    return this.#redis.status !== "ready";
  }

  async send(message: Message): Promise<Mark | undefined> {
    const { id, queue, priority } = message;
    const keys = [markKey(id), listOf(queue, priority)];
    const noted = await this.#redis.eval(sendScript, keys.length, ...keys, taskEnvelope(message), keptFor);
    return (noted as Mark | null) ?? undefined;
  }

  async sendAgain(message: Message): Promise<void> {
    await this.#redis.lpush(listOf(message.queue, message.priority), taskEnvelope(message));
  }

  async takeBack(message: Message): Promise<boolean> {
    const list = listOf(message.queue, message.priority);
    const texts = [taskEnvelope(message), taskEnvelope(message, true)];
    const taken = await Promise.all(texts.map((text) => this.#redis.lrem(list, 0, text)));
    return taken.some((count) => count > 0);
  }

  async placesOf(tasks: readonly Sought[]): Promise<readonly Place[]> {
    return Promise.all(tasks.map((task) => this.#placeOf(task)));
  }

  async #placeOf({ message, isRenewed }: Sought): Promise<Place> {
    const list = listOf(message.queue, message.priority);
    if (isRenewed) return (await this.#redis.llen(list)) > 0 ? "unknown" : "nowhere";
    if ((await this.#redis.lpos(list, taskEnvelope(message))) !== null) return "queue";
    if ((await this.#redis.hexists(unacknowledged, message.id)) === 1) return "unacknowledged";
    return (await this.#redis.lpos(list, taskEnvelope(message, true))) === null ? "nowhere" : "queue";
  }

  async restore(message: Message): Promise<void> {
    const keys = [unacknowledged, unacknowledgedIndex, listOf(message.queue, message.priority)];
    await this.#redis.eval(restoreScript, keys.length, ...keys, message.id, taskEnvelope(message, true));
  }

  async ask(method: string, args: Readonly<Record<string, unknown>>): Promise<Answers> {
    const ticket = randomUUID();
    const reply = { ticket, reply_to: { exchange: "", routing_key: this.#mailbox } };
    const body = JSON.stringify({ method, arguments: args, destination: null, pattern: null, matcher: null, ...reply });
    const text = envelope({ headers: {}, body, exchange: "celery.pidbox", routingKey: "", tag: ticket });
    let heard = (): void => {};
    const byWorker = this.#replies.open(ticket, () => heard());
    try {
      // As many as hear it will answer.
      const expected = await this.#redis.publish(this.#channel, text);
      const isComplete = await untilEnough(
        () => byWorker.size >= expected,
        (listener) => (heard = listener),
      );
      return { byWorker, isComplete };
    } finally {
      this.#replies.close(ticket);
    }
  }

  async #listen(): Promise<void> {
    while (!this.#isClosed) {
      const [, text] = (await this.#ears.brpop(this.#mailbox, 0).catch(() => undefined)) ?? [];
      if (text === undefined) await pause(100);
      else this.#hear(text);
    }
  }

  #hear(text: string): void {
    const { headers, body }: { readonly headers?: { readonly ticket?: string }; readonly body?: string } =
      JSON.parse(text);
    const answer = JSON.parse(Buffer.from(body ?? "", "base64").toString("utf8")) as Readonly<Record<string, unknown>>;
    this.#replies.hear({ ticket: headers?.ticket ?? "", byWorker: answer });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#ears.disconnect();
    await within(500, this.#redis.del(this.#mailbox));
    this.#redis.disconnect();
  }
}
