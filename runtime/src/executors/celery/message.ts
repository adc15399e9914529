/** A task as Celery's workers get it: version 2 of Celery's own message protocol. */
import { hostname } from "node:os";

/** A task that is to run once. */
export interface Message {
  /** The same for each who sends it. */
  readonly id: string;
  readonly queue: string;
  readonly headers: Readonly<Record<string, unknown>>;
  /** JSON. */
  readonly body: string;
  /** As the broker counts; `undefined` where the task has none. */
  readonly priority: number | undefined;
}

/** What is to run. */
export interface Order {
  readonly id: string;
  /** What it is registered as. */
  readonly task: string;
  /** By position. */
  readonly args: readonly unknown[];
  readonly queue: string;
  readonly priority: number | undefined;
  /** When it must have begun, as ISO 8601; else it is dropped. Any time will do where left out. */
  readonly expires?: string;
}

/** What people see of arguments in Celery's own tools. */
const longestRepr = 200;

export function messageOf({ id, task, args, queue, priority, expires }: Order): Message {
  const text = JSON.stringify(args);
  return {
    id,
    queue,
    priority,
    headers: {
      lang: "py",
      task,
      id,
      root_id: id,
      parent_id: null,
      group: null,
      shadow: null,
      eta: null,
      expires: expires ?? null,
      retries: 0,
      timelimit: [null, null],
      argsrepr: text.length > longestRepr ? `${text.slice(0, longestRepr)}…` : text,
      kwargsrepr: "{}",
      origin: `adg@${hostname()}`,
      ignore_result: false,
    },
    body: `[${text},{},{"callbacks":null,"errbacks":null,"chain":null,"chord":null}]`,
  };
}

/** Options of `envelope`. */
export interface EnvelopeOptions {
  readonly headers: Readonly<Record<string, unknown>>;
  /** JSON. */
  readonly body: string;
  /** Where it goes. */
  readonly exchange: string;
  readonly routingKey: string;
  readonly priority?: number | undefined;
  /** What it is known by until it is acknowledged. */
  readonly tag: string;
  /** Whether a worker that is gone may have begun with it. */
  readonly isRedelivered?: boolean;
}

/** What a message is in a list, or on a channel, of Redis. The same for the same options. */
export function envelope(options: EnvelopeOptions): string {
  const { headers, body, exchange, routingKey, priority, tag, isRedelivered = false } = options;
  return JSON.stringify({
    body: Buffer.from(body, "utf8").toString("base64"),
    "content-encoding": "utf-8",
    "content-type": "application/json",
    headers: isRedelivered ? { ...headers, redelivered: true } : headers,
    properties: {
      correlation_id: tag,
      reply_to: "",
      delivery_mode: 2,
      delivery_info: { exchange, routing_key: routingKey, ...(isRedelivered ? { redelivered: true } : {}) },
      priority: priority ?? 0,
      body_encoding: "base64",
      delivery_tag: tag,
    },
  });
}

/** A task's message in its list. */
export function taskEnvelope({ id, queue, headers, body, priority }: Message, isRedelivered = false): string {
  return envelope({ headers, body, exchange: "", routingKey: queue, priority, tag: id, isRedelivered });
}

/** The classes that Celery has over Redis; the first goes first. */
const classes = [0, 3, 6, 9] as const;

/** A task's priority, of which higher goes first, as a class: those of 0 and more are alike, as what others send is of the first class. */
export function redisPriority(priority: number): number {
  return classes.findLast((each) => each <= Math.ceil(-priority)) ?? 0;
}

/** A list of Redis: one for each class. */
export function listOf(queue: string, priority: number | undefined): string {
  return priority === undefined || priority === 0 ? queue : `${queue}\u0006\u0016${priority}`;
}

/** A task's priority as RabbitMQ counts, in queues that have one. */
export function amqpPriority(priority: number): number {
  return Math.max(0, Math.min(255, Math.round(priority)));
}

/** The task of an attempt: the same for each who asks for it. */
export function taskIdOf({ run, nodeId }: { readonly run: string; readonly nodeId: string }, attempt: number): string {
  return `${runPrefix(run)}${nodeId}-${attempt}`;
}

/** How the ids of a run's tasks begin. */
export const runPrefix = (run: string): string => `adg-${run}-`;
