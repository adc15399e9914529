/** Runs tasks on Celery's workers: those that they know, and Python functions by a task that adg ships. */
import type { Executor } from "../../executor.ts";
import { farExecutor } from "../far-executor.ts";
import { loadLibrary, loadRedis, missingLibrary, type RedisClass } from "../load-library.ts";
import { RedisLink } from "../redis-link.ts";
import { givenUrl } from "../server-url.ts";
import { AmqpBroker, type Amqplib } from "./amqp-broker.ts";
import type { Broker } from "./broker.ts";
import { Marks } from "./marks.ts";
import { amqpPriority, redisPriority } from "./message.ts";
import { RedisBroker } from "./redis-broker.ts";
import { Results } from "./results.ts";
import { SentTasks } from "./sent-tasks.ts";
import { defaultLostAfter, defaultQueue, type CelerySettings } from "./settings.ts";

/** `name` is what `on NAME` says; `from`: absolute path of a file from which the clients are looked for, before adg's own place. */
export function celery(name: string, settings: CelerySettings, from?: string): Executor {
  return farExecutor({ name, runs: ["celery", "python"] }, () => openTasks(name, settings, from));
}

async function openTasks(name: string, settings: CelerySettings, from: string | undefined): Promise<SentTasks> {
  const who = `the executor "${name}"`;
  const url = givenUrl(settings.url, who);
  const { queue = defaultQueue, lostAfter = defaultLostAfter, shared } = settings;
  const isRedis = /^rediss?:/.test(url);
  const named = settings.results ?? (isRedis ? url : "");
  if (named === "")
    throw new Error(`${who} has no "results": the Redis in which the workers keep results, as redis://HOST:PORT/DB`);
  const resultsUrl = givenUrl(named, who, settings.results === undefined ? "url" : "results");
  const Redis = loadRedis(from);
  if (Redis === undefined) throw missingLibrary(who, "ioredis", "ioredis@5.11.1");
  const link = new RedisLink(resultsUrl, Redis);
  await link.check(who);
  const results = (hear: (id: string, state: string) => void): Results => new Results(link, hear);
  const place = { name, queue, shared, results, lostAfter: lostAfter * 1_000 };
  const tasks = isRedis
    ? new SentTasks({ ...place, inBroker: redisPriority, broker: await redisBroker(url, Redis, who) })
    : new SentTasks({ ...place, inBroker: amqpPriority, broker: await amqpBroker(url) });
  try {
    await tasks.open();
    return tasks;
  } catch (error) {
    await tasks.close();
    throw error;
  }

  async function amqpBroker(url: string): Promise<Broker> {
    const amqplib = loadLibrary("amqplib", from) as Amqplib | undefined;
    if (amqplib === undefined) throw missingLibrary(who, "amqplib", "amqplib@2.3.1");
    return AmqpBroker.open({ amqplib, url, queue, marks: () => new Marks(link.connect()) }, who);
  }
}

async function redisBroker(url: string, Redis: RedisClass, who: string): Promise<Broker> {
  const link = new RedisLink(url, Redis);
  await link.check(who);
  return new RedisBroker(link);
}
