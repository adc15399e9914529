import type { Redis } from "ioredis";
import { Telling, type History } from "../history.ts";
import { START, type JournalEnd } from "../journal-end.ts";
import { JournalError } from "../journal-error.ts";
import { recordsOf } from "../reader.ts";
import type { JournalRecord } from "../record.ts";
import { sumOf } from "../sum.ts";
import { damaged } from "../trouble.ts";
import { redisTrouble } from "./redis-trouble.ts";
import type { RunKeys } from "./run-keys.ts";
import { seatEnd } from "./seat.ts";

/** Commits that are asked for at once. */
const page = 200;

/** What a journal in Redis tells, read beside a writer, too. `place`: what it is called. Rejects with a `JournalError`. */
export async function readRedisHistory(redis: Redis, keys: RunKeys, place: string): Promise<History> {
  try {
    // In this order: what is written in between stands behind it.
    const known = await seatEnd(redis, keys);
    const telling = new Telling();
    let end = START;
    for await (const commit of commitsAfter(redis, keys, START, place)) {
      end = commit.end;
      for (const record of commit.records) telling.take(record);
    }
    if (end.position === 0 && known.position === 0)
      throw new JournalError("missing", place, `There is no journal "${place}".`);
    if (end.position < known.position)
      throw damaged(place, `its commits from ${end.position + 1} to ${known.position} are missing`);
    if (end.position === known.position && end.sum !== known.sum)
      throw damaged(place, `its commit ${end.position} is not the one that was written last`);
    return telling.history(place, end);
  } catch (error) {
    throw redisTrouble(error, place);
  }
}

/** Records that became durable together, and where the journal ends behind them. */
export interface RedisCommit {
  readonly end: JournalEnd;
  readonly records: readonly JournalRecord[];
  /** JSON of them, as it was written. */
  readonly text: string;
}

/** What stands behind a place of a journal in Redis, in order. Throws a `JournalError` where it is damaged, and what Redis throws. */
export async function* commitsAfter(
  redis: Redis,
  keys: RunKeys,
  after: JournalEnd,
  place: string,
): AsyncGenerator<RedisCommit, void> {
  for (let end = after; ;) {
    const entries = await redis.xrangeBuffer(keys.journal, `(${end.position}-0`, "+", "COUNT", page);
    for (const [id, fields] of entries) {
      const commit = commitOf(end, id.toString(), fields, place);
      ({ end } = commit);
      yield commit;
    }
    if (entries.length < page) return;
  }
}

/** What was read before must still be there, or what follows would not follow on it. Throws a `JournalError`. */
export async function checkEnd(redis: Redis, { journal }: RunKeys, end: JournalEnd, place: string): Promise<void> {
  const { position, sum } = end;
  if (position === 0) return;
  const [found] = await redis.xrange(journal, `${position}-0`, `${position}-0`);
  if (found?.[1][3] === String(sum)) return;
  if ((await redis.exists(journal)) === 0) throw new JournalError("missing", place, `There is no journal "${place}".`);
  throw damaged(place, `its commit ${position} is not the one that was read before`);
}

function commitOf(before: JournalEnd, id: string, fields: readonly Buffer[], place: string): RedisCommit {
  const position = before.position + 1;
  if (id !== `${position}-0`) throw damaged(place, `its commit ${position} is missing, and others follow`);
  const [first, text, second, written] = fields;
  if (first?.toString() !== "records" || text === undefined || second?.toString() !== "sum")
    throw damaged(place, `its commit ${position} is not one of adg's`);
  const sum = sumOf(before.sum, position, text);
  if (String(sum) !== written?.toString()) throw damaged(place, `its commit ${position} is not what was written`);
  const records = recordsOf(text);
  if (records === undefined) throw damaged(place, `its commit ${position} holds what no adg wrote`);
  return { end: { position, sum }, records, text: text.toString() };
}
