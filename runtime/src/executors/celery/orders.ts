/** What is sent to Celery's workers for a call. */
import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { attributeOf } from "../../attempt-call.ts";
import type { Call } from "../../executor.ts";
import { outFoldersOf } from "../out-folders.ts";
import { aloneProgram } from "../python-alone.ts";
import { forkProgram } from "../python-fork.ts";
import type { PythonCall } from "../python-program.ts";
import { isEarly } from "../python-servers.ts";
import { SharedFolders, type SharedFolder } from "../shared-folder.ts";
import type { Order } from "./message.ts";

/** What the task that adg ships is registered as. */
export const pythonTask = "adg.python";

/** Changes with each change of `SentPython` or `ReturnedPython` that an older worker would not understand. */
const protocol = 1;

/** The argument of adg's own task. Paths are those that both machines have in common. */
interface SentPython {
  readonly protocol: number;
  readonly shared: SharedFolder;
  /** Files of the programs that interpreters run: one from which others are forked, and one for a single call. */
  readonly programs: { readonly fork: string; readonly alone: string };
  readonly call: PythonCall;
  readonly workdir: string;
  readonly log: string;
  /** Folders that are there when the call begins. */
  readonly folders: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Those of `env` that an interpreter must be started with. */
  readonly early: readonly string[];
  readonly inherits: Call["inherits"];
  readonly withheld: readonly string[];
  readonly secrets: readonly string[];
}

/** Where an executor's calls go. */
export interface OrderPlace {
  /** Of the executor. */
  readonly name: string;
  readonly queue: string;
  readonly shared: string | undefined;
  /** A priority, of which higher goes first, in the broker's terms. */
  inBroker(priority: number): number;
}

/** Characters of JSON that are sent at most; what is more goes into a file. */
const longest = 65_536;

/** What an executor's calls become. To be kept no longer than it. */
export class Orders {
  readonly #place: OrderPlace;
  readonly #folders: SharedFolders;
  /** By the folder of a run. */
  readonly #programs = new Map<string, Promise<SentPython["programs"]>>();

  constructor(place: OrderPlace) {
    this.#place = place;
    this.#folders = new SharedFolders(place.name, place.shared);
  }

  /** All but the id. Writes what the workers read of it. Rejects with a sentence for the user, or with what the call's expressions throw. */
  async orderOf(call: Call): Promise<Omit<Order, "id">> {
    const { queue, inBroker } = this.#place;
    const { implementation } = call.task;
    const priority = priorityOf(call, inBroker);
    if (implementation.kind === "celery") return { task: implementation.name, args: call.args, queue, priority };
    return { task: pythonTask, args: [await this.#sentPython(call)], queue, priority };
  }

  async #sentPython(call: Call): Promise<unknown> {
    const { task, args, folder, workdir, log, out, env, inherits, withheld } = call;
    if (task.implementation.kind !== "python") throw new Error(`internal fault: "${task.name}" is no Python function`);
    const { module, name } = task.implementation;
    const shared = this.#folders.of(call);
    const folders = outFoldersOf(out, workdir);
    await Promise.all(folders.map((each) => mkdir(each, { recursive: true })));
    const answer = join(dirname(log), "python-answer.json");
    const sent: SentPython = {
      protocol,
      shared,
      programs: await this.#programsIn(dirname(shared.file)),
      call: { folder, module, name, args, wanted: task.result.kind !== "void", answer },
      workdir,
      log,
      folders,
      env,
      early: Object.keys(env).filter(isEarly),
      inherits,
      withheld,
      secrets: task.secrets ?? [],
    };
    const text = JSON.stringify(sent);
    if (text.length <= longest) return sent;
    const file = join(dirname(log), "python-call.json");
    await writeFile(file, text);
    return { protocol, shared, file };
  }

  #programsIn(folder: string): Promise<SentPython["programs"]> {
    const known = this.#programs.get(folder);
    if (known !== undefined) return known;
    const made = writePrograms(folder);
    this.#programs.set(folder, made);
    return made;
  }
}

async function writePrograms(folder: string): Promise<SentPython["programs"]> {
  const programs = { fork: join(folder, "celery-fork.py"), alone: join(folder, "celery-alone.py") };
  await write(programs.fork, forkProgram);
  await write(programs.alone, aloneProgram);
  return programs;
}

/** Nobody reads half of it. */
async function write(file: string, text: string): Promise<void> {
  await writeFile(`${file}.part`, text);
  await rename(`${file}.part`, file);
}

/** What a call's `priority` comes to, in the broker's terms; `undefined` where it has none. */
function priorityOf(
  { task, argsByName: args, inputs, attempt, out }: Call,
  inBroker: (priority: number) => number,
): Order["priority"] {
  if (task.priority === undefined) return undefined;
  const priority = attributeOf(task.priority, { args, inputs, attempt, out }) ?? 0;
  return inBroker(priority);
}
