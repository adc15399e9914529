/** RabbitMQ as a broker. */
import { randomUUID } from "node:crypto";
import type * as amqplib from "amqplib";
import { thrownOf } from "../../thrown.ts";
import { pause } from "../../timer.ts";
import { rabbitProblem } from "../server-problem.ts";
import { addressOf, withoutLogin } from "../server-url.ts";
import { Replies, untilEnough, type Answers, type Broker, type Sought } from "./broker.ts";
import type { Place } from "./fate.ts";
import type { Mark, Marks } from "./marks.ts";
import type { Message } from "./message.ts";
import { within } from "./within.ts";

export type Amqplib = typeof amqplib;

/** What a broker is made of. */
export interface AmqpPlace {
  readonly amqplib: Amqplib;
  readonly url: string;
  /** The queue that is asked about. */
  readonly queue: string;
  /** Called once it can be reached. */
  marks(): Marks;
}

type Asked = ReadonlyMap<string, unknown>;

/** A connection and what is open on it. */
interface Connected {
  readonly connection: amqplib.ChannelModel;
  readonly channel: amqplib.ConfirmChannel;
  /** Of the queue that answers come to. */
  readonly mailbox: string;
  /** Queues that are known to be there. */
  readonly queues: Set<string>;
  /** What the server said as it closed the channel. */
  refusal(): unknown;
}

/** A queue that has more is left as it is. */
const mostTaken = 10_000;

const longestPause = 1_000;

/** ms that a server has to answer when it is asked for the first time. */
const patience = 5_000;

export class AmqpBroker implements Broker {
  readonly address: string;
  readonly marks: Marks;
  readonly #amqplib: Amqplib;
  readonly #url: string;
  readonly #queue: string;
  readonly #replies = new Replies();
  #connected: Promise<Connected>;
  /** Tasks that are to be taken back. */
  readonly #unwanted = new Set<string>();
  #taking: Promise<unknown> = Promise.resolve();
  #isAway = true;
  #isClosed = false;

  private constructor({ amqplib, url, queue, marks }: AmqpPlace, connected: Connected) {
    this.#amqplib = amqplib;
    this.#url = url;
    this.#queue = queue;
    this.marks = marks();
    this.address = addressOf(url);
    this.#connected = Promise.resolve(connected);
  }

  /** Rejects with a sentence for the user where it cannot be reached or refuses. `who` needs it. */
  static async open(place: AmqpPlace, who: string): Promise<AmqpBroker> {
    const { amqplib, url } = place;
    const connected = await connect(amqplib, url).catch((error: unknown) => thrownOf(error).message);
    if (typeof connected === "string")
      throw new Error(`${who} needs RabbitMQ at ${addressOf(url)}, ${rabbitProblem(connected, url)}`);
    const broker = new AmqpBroker(place, connected);
    await broker.#use(connected);
    return broker;
  }

  get isAway(): boolean {
    return this.#isAway;
  }

  async send(message: Message): Promise<Mark | undefined> {
    const noted = await this.marks.sent(message.id);
    if (noted === undefined) await this.sendAgain(message);
    return noted;
  }

  async sendAgain(message: Message): Promise<void> {
    for (;;) {
      const connected = await this.#connected;
      try {
        await this.#declare(connected, message.queue);
        return await publish(connected.channel, message);
      } catch {
        if (this.#isClosed || isRefused(connected.refusal())) throw refusedError(connected, this.#url);
        // It was not confirmed, and is sent again once the server is back.
        await pause(100);
      }
    }
  }

  /** Only a queue that nobody consumes: workers that were told drop the task themselves. */
  async takeBack({ id }: Message): Promise<boolean> {
    this.#unwanted.add(id);
    this.#taking = this.#taking.then(() => this.#takeUnwanted()).catch(() => {});
    await this.#taking;
    return !this.#unwanted.delete(id);
  }

  /** Takes all messages, as a consumer would, and gives back what is wanted: it keeps its place. */
  async #takeUnwanted(): Promise<void> {
    if (this.#unwanted.size === 0 || this.#isAway) return;
    const { consumerCount = 0, messageCount = 0 } = (await this.#countsOf(this.#queue)) ?? {};
    if (consumerCount > 0 || messageCount > mostTaken) return;
    const { connection } = await this.#connected;
    const channel = await connection.createChannel();
    channel.on("error", () => {});
    for (let i = 0; i < messageCount && this.#unwanted.size > 0; i++) {
      const message = await channel.get(this.#queue);
      if (message === false) break;
      if (this.#unwanted.delete(String(message.properties.correlationId))) channel.ack(message);
    }
    await channel.close();
  }

  async placesOf(tasks: readonly Sought[]): Promise<readonly Place[]> {
    const found = await this.#countsOf(this.#queue);
    const place: Place = found === undefined || found.messageCount === 0 ? "taken" : "unknown";
    return tasks.map(() => place);
  }

  /** RabbitMQ itself does. */
  async restore(): Promise<void> {}

  async ask(method: string, args: Readonly<Record<string, unknown>>): Promise<Answers> {
    const { connection, mailbox } = await this.#connected;
    const consumers = (await this.#countsOf(this.#queue))?.consumerCount ?? 0;
    const channel = await connection.createChannel();
    channel.on("error", () => {});
    const tickets = [randomUUID(), randomUUID()] as const;
    let heard = (): void => {};
    const [byWorker, queues] = tickets.map((ticket) => this.#replies.open(ticket, () => heard())) as [Asked, Asked];
    try {
      // Where it is not there, no worker has ever been.
      await channel.checkExchange(pidbox);
      for (const [ticket, each, given] of [
        [tickets[0], method, args] as const,
        [tickets[1], "active_queues", {}] as const,
      ]) {
        const reply = { ticket, reply_to: { exchange: "", routing_key: mailbox } };
        const text = JSON.stringify({
          method: each,
          arguments: given,
          destination: null,
          pattern: null,
          matcher: null,
          ...reply,
        });
        channel.publish(pidbox, "", Buffer.from(text), { contentType: "application/json", contentEncoding: "utf-8" });
      }
      // Workers of other queues answer, too.
      const ours = (): readonly string[] =>
        [...queues].flatMap(([name, its]) => (takesFrom(its, this.#queue) ? [name] : []));
      const isEnough = (): boolean => ours().length >= consumers && ours().every((name) => byWorker.has(name));
      const isComplete = await untilEnough(isEnough, (listener) => (heard = listener));
      return { byWorker, isComplete };
    } catch (error) {
      if (isMissing(error)) return { byWorker, isComplete: consumers === 0 };
      throw error;
    } finally {
      for (const ticket of tickets) this.#replies.close(ticket);
      await channel.close().catch(() => {});
    }
  }

  async #countsOf(queue: string): Promise<amqplib.Replies.AssertQueue | undefined> {
    const { connection } = await this.#connected;
    const channel = await connection.createChannel();
    channel.on("error", () => {});
    try {
      return await channel.checkQueue(queue);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    } finally {
      await channel.close().catch(() => {});
    }
  }

  async #declare({ connection, queues }: Connected, queue: string): Promise<void> {
    if (queues.has(queue)) return;
    const found = await this.#countsOf(queue);
    if (found === undefined) {
      const channel = await connection.createChannel();
      channel.on("error", () => {});
      // As Celery's own clients declare it; a worker that comes later binds it.
      await channel.assertQueue(queue, { durable: true });
      await channel.close();
    }
    queues.add(queue);
  }

  async #use(connected: Connected): Promise<void> {
    const { connection, channel, mailbox } = connected;
    const gone = new Promise<void>((gone) => connection.once("close", () => gone()));
    await channel.consume(
      mailbox,
      (message) => {
        if (message === null) return;
        const ticket = String(message.properties.headers?.["ticket"] ?? "");
        this.#replies.hear({ ticket, byWorker: JSON.parse(message.content.toString("utf8")) });
      },
      { noAck: true },
    );
    this.#isAway = false;
    void gone.then(() => {
      this.#isAway = true;
      if (!this.#isClosed) this.#connected = this.#reconnect();
    });
  }

  async #reconnect(): Promise<Connected> {
    for (let wait = 50; ; wait = Math.min(2 * wait, longestPause)) {
      await pause(wait);
      if (this.#isClosed) throw new Error("closed");
      try {
        const connected = await connect(this.#amqplib, this.#url);
        await this.#use(connected);
        return connected;
      } catch {
        // It is still away.
      }
    }
  }

  async close(): Promise<void> {
    await within(2_000, this.#taking);
    this.#isClosed = true;
    this.marks.close();
    this.#connected.catch(() => {});
    if (this.#isAway) return;
    const { connection } = await this.#connected;
    await within(1_000, connection.close());
  }
}

const pidbox = "celery.pidbox";

async function connect(amqplib: Amqplib, url: string): Promise<Connected> {
  const connection = await amqplib.connect(url, { noDelay: true, timeout: patience });
  connection.on("error", () => {});
  const channel = await connection.createConfirmChannel();
  let refusal: unknown;
  channel.on("error", (error) => (refusal = error));
  // Without it nothing can be sent: a connection that is made anew has another.
  channel.once("close", () => void connection.close().catch(() => {}));
  const { queue: mailbox } = await channel.assertQueue("", { exclusive: true, autoDelete: true, durable: false });
  return { connection, channel, mailbox, queues: new Set(), refusal: () => refusal };
}

function publish(channel: amqplib.ConfirmChannel, { id, queue, headers, body, priority }: Message): Promise<void> {
  return new Promise((sent, failed) => {
    const options: amqplib.Options.Publish = {
      headers,
      correlationId: id,
      contentType: "application/json",
      contentEncoding: "utf-8",
      deliveryMode: 2,
      ...(priority === undefined ? {} : { priority }),
    };
    channel.publish("", queue, Buffer.from(body), options, (error) => {
      if (error === null || error === undefined) sent();
      else failed(thrownError(error));
    });
  });
}

const thrownError = (error: unknown): Error => (error instanceof Error ? error : new Error("it was not confirmed"));

/** A queue or exchange is not there. */
const isMissing = (error: unknown): boolean => codeOf(error) === 404;

/** The user may not do that, and never will. */
const isRefused = (error: unknown): boolean => codeOf(error) === 403;

const codeOf = (error: unknown): unknown => (Object(error) as { readonly code?: unknown }).code;

function refusedError({ refusal }: Connected, url: string): Error {
  const said = refusal();
  if (said === undefined) return new Error("the connection to RabbitMQ was closed");
  return new Error(`RabbitMQ at ${addressOf(url)} refused the task: ${withoutLogin(thrownOf(said).message, url)}`);
}

/** Whether a worker that has answered `active_queues` so takes tasks from a queue. */
function takesFrom(answer: unknown, queue: string): boolean {
  return Array.isArray(answer) && answer.some((each) => (Object(each) as { readonly name?: unknown }).name === queue);
}
