/**
 * Who may write a run. Whoever takes it over gets a token, and from then on nobody else can append to its journal: the token is looked at
 * in the very step that appends.
 */
import type { Redis } from "ioredis";
import type { JournalEnd } from "../journal-end.ts";
import type { RunKeys } from "./run-keys.ts";

/** Who has lost the job of the run in the meantime must not take the run from who has it now. */
const take = `
if KEYS[2] and redis.call('GET', KEYS[2]) ~= ARGV[1] then return false end
return redis.call('HINCRBY', KEYS[1], 'token', 1)
`;

/** The lock of a job: it is held as long as its key has this value. */
export interface JobLock {
  readonly key: string;
  readonly value: string;
}

/** Takes the run over; answers the token, or `undefined` where the lock is no longer held. */
export async function takeSeat(redis: Redis, { seat }: RunKeys, lock?: JobLock): Promise<string | undefined> {
  const token: unknown = await (lock === undefined
    ? redis.eval(take, 1, seat)
    : redis.eval(take, 2, seat, lock.key, lock.value));
  return typeof token === "number" ? String(token) : undefined;
}

/** Up to where the journal of a run goes, as its last writer left it. */
export async function seatEnd(redis: Redis, { seat }: RunKeys): Promise<JournalEnd> {
  const [position, sum] = await redis.hmget(seat, "position", "sum");
  return { position: Number(position ?? 0), sum: Number(sum ?? 0) };
}

/** A client that was cut off does not know whether its command was heard, and sends it again. */
const append = `
local token, position, sum = unpack(redis.call('HMGET', KEYS[2], 'token', 'position', 'sum'))
if token ~= ARGV[1] then return 'taken' end
if position == ARGV[4] and sum == ARGV[6] then return 'durable' end
if (position or '0') ~= ARGV[2] or (sum or '0') ~= ARGV[3] then return 'changed' end
redis.call('XADD', KEYS[1], ARGV[4] .. '-0', 'records', ARGV[5], 'sum', ARGV[6])
redis.call('HSET', KEYS[2], 'position', ARGV[4], 'sum', ARGV[6])
return 'durable'
`;

/** `taken`: another process has the run; `changed`: the journal does not end where it should. */
export type Appended = "durable" | "taken" | "changed";

export async function appendCommit(
  redis: Redis,
  { journal, seat }: RunKeys,
  token: string,
  before: JournalEnd,
  commit: JournalEnd & { readonly text: string },
): Promise<Appended> {
  const args = [token, before.position, before.sum, commit.position, commit.text, commit.sum];
  return (await redis.eval(append, 2, journal, seat, ...args)) as Appended;
}

const keep = `
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then return false end
redis.call('SET', KEYS[3], ARGV[2], 'EX', ARGV[3])
redis.call('EXPIRE', KEYS[1], ARGV[3])
redis.call('EXPIRE', KEYS[2], ARGV[3])
return true
`;

/** What came of a run, and how long Redis keeps that. */
export interface RunEnd {
  readonly key: string;
  readonly text: string;
  /** Seconds. */
  readonly keptFor: number;
}

/** Keeps what came of a run, and its journal as long; answers whether the token still counts. */
export async function keepEnd(redis: Redis, keys: RunKeys, token: string, end: RunEnd): Promise<boolean> {
  return (await redis.eval(keep, 3, keys.seat, keys.journal, end.key, token, end.text, end.keptFor)) !== null;
}
