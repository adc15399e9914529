/** Journals in a real Redis: read back, fenced, and damaged. */
import { readFileSync } from "node:fs";
import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import {
  objectFileOf,
  valueOf,
  type JournalError,
  type JournalWriter,
  type SucceededRecord,
} from "../runtime/src/journal/index.ts";
import { RedisJournals } from "../runtime/src/journal/redis/redis-journals.ts";
import { runKeys } from "../runtime/src/journal/redis/run-keys.ts";
import { takeSeat } from "../runtime/src/journal/redis/seat.ts";
import { created, durably, outcome, resumed } from "./support/journal.ts";
import { hasRedis, RedisProcess } from "./support/redis.ts";
import { tempFolder } from "./support/temp-folder.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const keys = runKeys("adg:t", "r");

describe.runIf(hasRedis())("a journal in Redis", () => {
  let server: RedisProcess;
  let redis: Redis;
  let stateDir: string;

  beforeAll(async () => {
    server = await RedisProcess.start();
    redis = new Redis(server.url, { maxRetriesPerRequest: null });
    redis.on("error", () => {});
  });
  afterAll(async () => {
    redis.disconnect();
    await server.remove();
  });
  beforeEach(async () => {
    await redis.flushall();
    stateDir = tempFolder();
  });

  /** The store of a process that has taken the run. */
  async function taken(): Promise<RedisJournals> {
    const token = (await takeSeat(redis, keys)) as string;
    return new RedisJournals({ redis, prefix: "adg:t", address: "here:1", stateDir, token });
  }

  async function begun(): Promise<{ store: RedisJournals; writer: JournalWriter; failed: Promise<JournalError> }> {
    const store = await taken();
    const { promise: failed, resolve: onFailure } = Promise.withResolvers<JournalError>();
    return { store, writer: await store.open("r", { first: created("r"), onFailure }), failed };
  }

  /** A journal of six commits, which nobody writes any more. */
  async function written(): Promise<RedisJournals> {
    const { store, writer } = await begun();
    for (let i = 1; i <= 5; i += 1) await durably(writer, outcome(i));
    await writer.close();
    return store;
  }

  it("tells what was written, with large results in files of their own", async () => {
    const { store, writer } = await begun();
    const large = "ü".repeat(100_000);
    await durably(writer, outcome(1));
    await durably(writer, outcome(2, large));
    await writer.close();
    const { created: first, outcomes, end } = await store.history("r");
    expect(first).toEqual(created("r"));
    expect(outcomes.map(({ record }) => record)).toMatchObject([outcome(1), { node: "t:2" }]);
    const result = (outcomes[1]?.record as SucceededRecord | undefined)?.result;
    if (result === undefined || !("object" in result)) throw new Error("the result stands in the journal");
    expect(readFileSync(objectFileOf(stateDir, result.object), "utf8")).toBe(JSON.stringify(large));
    expect(valueOf(result, stateDir)).toBe(large);
    expect(end.position).toBe(3);
  });

  it("refuses the older of two writers, and goes on with the younger", async () => {
    const { writer: older, failed } = await begun();
    await durably(older, outcome(1));
    const store = await taken();
    const { end } = await store.history("r");
    const onFailure = (error: Error): void => expect.fail(error.message);
    const younger = await store.open("r", { first: resumed, after: end, onFailure });
    let isDurable = false;
    older.writeThen(outcome(2), () => (isDurable = true));
    const failure = await failed;
    expect(failure.trouble).toBe("held");
    expect(failure.message).toBe("Run r was taken over by another process; nothing more of this one is kept.");
    await expect(older.close()).rejects.toBe(failure);
    await durably(younger, outcome(3));
    await younger.close();
    const { outcomes } = await store.history("r");
    expect(outcomes.map(({ record }) => record.node)).toEqual(["t:1", "t:3"]);
    expect(isDurable).toBe(false);
  });

  it("is refused already to who has not taken the run, and to who has lost the job meanwhile", async () => {
    await begun();
    const stranger = new RedisJournals({ redis, prefix: "adg:t", address: "here:1", stateDir, token: "0" });
    const opened = stranger.open("r", { first: created("r"), onFailure: () => {} });
    await expect(opened).rejects.toMatchObject({ trouble: "held" });
    await redis.set("lock", "another's");
    expect(await takeSeat(redis, keys, { key: "lock", value: "mine" })).toBeUndefined();
    expect(await takeSeat(redis, keys, { key: "lock", value: "another's" })).toBe("2");
  });

  it("is not begun twice, and not gone on with from where it no longer ends", async () => {
    const store = await written();
    const onFailure = (): void => {};
    await expect(store.open("r", { first: created("r"), onFailure })).rejects.toMatchObject({ trouble: "exists" });
    const after = { position: 5, sum: 1 };
    await expect(store.open("r", { first: resumed, after, onFailure })).rejects.toMatchObject({ trouble: "busy" });
  });

  it.each([
    ["a commit in the middle is gone", async () => redis.xdel(keys.journal, "3-0"), "its commit 3 is missing, and"],
    ["the last one is gone", async () => redis.xdel(keys.journal, "6-0"), "its commits from 6 to 6 are missing"],
    ["its beginning is gone", async () => redis.xtrim(keys.journal, "MAXLEN", 2), "its commit 1 is missing, and"],
    ["all of it is gone", async () => redis.del(keys.journal), "its commits from 1 to 6 are missing"],
    ["one was changed", changed, "its commit 6 is not what was written"],
  ])("is known to be damaged where %s", async (_, damage, said) => {
    const store = await written();
    await damage();
    const failure = await store.history("r").then(
      () => undefined,
      (error: JournalError) => error,
    );
    expect(failure?.trouble).toBe("damaged");
    expect(failure?.message).toContain(`The journal "here:1 adg:t:journal:r" is damaged: ${said}`);
  });

  async function changed(): Promise<void> {
    const [[, fields] = ["", []]] = await redis.xrevrange(keys.journal, "+", "-", "COUNT", 1);
    const [, text = "", , sum = ""] = fields;
    await redis.xdel(keys.journal, "6-0");
    // A stream takes no id again: a new one gets all that there was.
    const rest = await redis.xrange(keys.journal, "-", "+");
    await redis.del(keys.journal);
    for (const [id, values] of rest) await redis.xadd(keys.journal, id, ...values);
    await redis.xadd(keys.journal, "6-0", "records", text.replace("t:5", "t:6"), "sum", sum);
  }

  it("is missing where there is none", async () => {
    await expect((await taken()).history("r")).rejects.toMatchObject({ trouble: "missing" });
  });

  it("goes on when the server has been away", async () => {
    const { store, writer } = await begun();
    await durably(writer, outcome(1));
    await server.kill();
    const waits = durably(writer, outcome(2));
    await server.start();
    await waits;
    await writer.close();
    expect((await store.history("r")).outcomes).toHaveLength(2);
  });
});
