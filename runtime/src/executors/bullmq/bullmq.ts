/** Runs functions of modules and commands on whatever machines take them from a queue in Redis (see `worker.ts`). */
import type { Executor } from "../../executor.ts";
import { farExecutor } from "../far-executor.ts";
import { RedisServer } from "./redis-server.ts";
import { SentCalls } from "./sent-calls.ts";
import type { BullmqSettings } from "./settings.ts";

/** `name` is what `on NAME` says; `from`: absolute path of a file from which the client of Redis is looked for, before adg's own place. */
export function bullmq(name: string, settings: BullmqSettings, from?: string): Executor {
  return farExecutor({ name, runs: ["module", "shell"] }, () => openCalls(name, settings, from));
}

async function openCalls(name: string, settings: BullmqSettings, from: string | undefined): Promise<SentCalls> {
  const server = await RedisServer.reach(settings, `the executor "${name}"`, from);
  await server.keeps();
  return SentCalls.open({ name, settings, server });
}
