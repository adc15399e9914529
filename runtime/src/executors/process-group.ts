/** A process and all its descendants, as one thing to start and to stop. */
import { spawn, type ChildProcess } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import type { Call } from "../executor.ts";
import { pause } from "../timer.ts";
import { whenStopped } from "./call-stop.ts";
import { expectGroup, guard } from "./guard.ts";

/** What to start. Files are open file descriptors. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly stdout: number;
  readonly stderr: number;
}

/** How a process ended. */
export type Exit = { readonly status: number } | { readonly signal: NodeJS.Signals };

/** How to stop. */
export interface StopOptions {
  /** ms between the request to end and the end by force. */
  readonly grace: number;
}

const alive = new Set<number>();

/** A group of its own does not hear of the end of this process. */
function killAll(): void {
  for (const group of alive) signalGroup(group, "SIGKILL");
}

function watch(group: number): () => void {
  if (alive.size === 0) process.on("exit", killAll);
  alive.add(group);
  const release = guard(group);
  return () => {
    release();
    alive.delete(group);
    if (alive.size === 0) process.off("exit", killAll);
  };
}

/** Ends the group of a process that leads one when this process ends, unless the answer is called before. */
export function killWithUs(leader: ChildProcess): () => void {
  return leader.pid === undefined ? () => {} : watch(leader.pid);
}

/**
 * Runs a command in a process group of its own and settles when it has ended. After a stop that is when the whole group is
 * gone: asked with SIGTERM, and after the grace period with SIGKILL. Rejects where the command cannot be started.
 */
export async function runGroup(command: Command, call: Call, options: StopOptions): Promise<Exit> {
  expectGroup(command.cwd);
  const child = spawn(command.file, command.args, {
    cwd: command.cwd,
    env: command.env,
    detached: true,
    stdio: ["ignore", command.stdout, command.stderr],
  });
  const ended = new Promise<Exit>((settle, reject) => {
    child.once("error", reject);
    child.once("exit", (status, killed) => settle(killed === null ? { status: status ?? 0 } : { signal: killed }));
  });
  if (child.pid === undefined) return ended;
  return seeGroupEnd(child.pid, ended, (stop) => whenStopped(call, stop), options);
}

/**
 * Settles as `ended` does, the end of the group's leader, once nothing of the group runs any more. `whenStopped` calls back when it must stop;
 * what it answers takes that back.
 */
export async function seeGroupEnd(
  group: number,
  ended: Promise<Exit>,
  whenStopped: (stop: () => void) => () => void,
  options: StopOptions,
): Promise<Exit> {
  const forget = watch(group);
  let stopping: Promise<void> | undefined;
  const stop = (): void => void (stopping ??= stopGroup(group, options));
  const deaf = whenStopped(stop);
  try {
    return await ended;
  } finally {
    // What it left in the background ends with it; it would outlive the run and write where nobody expects it.
    if (stopping === undefined && signalGroup(group, 0) && !onlyZombies(group)) stop();
    await stopping;
    deaf();
    forget();
  }
}

async function stopGroup(group: number, { grace }: StopOptions): Promise<void> {
  signalGroup(group, "SIGTERM");
  if (await isGone(group, grace)) return;
  signalGroup(group, "SIGKILL");
  // Processes that died but that nobody waits for still count as members.
  await isGone(group, 1_000);
}

async function isGone(group: number, within: number): Promise<boolean> {
  for (const end = performance.now() + within; performance.now() < end; await pause(20)) {
    if (!signalGroup(group, 0) || onlyZombies(group)) return true;
  }
  return false;
}

/** Whether there was anyone to hear it. Signal 0 only asks. */
function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  // "Nobody" is the usual answer; where it comes from need not be found out each time.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    process.kill(-group, signal);
    return true;
  } catch {
    return false;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/**
 * Whether all processes of the group have ended and merely wait for a parent to ask about it, as orphans do for ever in a
 * container whose first process does not care. Where there is no `/proc` the answer is no.
 */
function onlyZombies(group: number): boolean {
  let processes: readonly string[];
  try {
    processes = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  } catch {
    return false;
  }
  return !processes.some((pid) => {
    const [state, , itsGroup] = statusOf(pid);
    return Number(itsGroup) === group && state !== "Z";
  });
}

/** State, parent and process group from `/proc/PID/stat`; empty for a process that has gone. */
function statusOf(pid: string): readonly string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The program's name stands before them in parentheses and may hold anything.
    return text.slice(text.lastIndexOf(")") + 2).split(" ", 3);
  } catch {
    return [];
  }
}
