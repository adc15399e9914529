/** What a machine gets that calls a Python function for a run on another. */
import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Call } from "../executor.ts";
import { outFoldersOf } from "./out-folders.ts";
import { aloneProgram } from "./python-alone.ts";
import { forkProgram } from "./python-fork.ts";
import { keptProgram } from "./python-kept.ts";
import type { PythonCall } from "./python-program.ts";
import { isEarly } from "./python-servers.ts";
import { SharedFolders, type SharedFolder } from "./shared-folder.ts";

/** Changes with each change of `SentPython` or `ReturnedPython` that an older worker would not understand. */
const protocol = 1;

/** What is sent. Paths are those that both machines have in common. */
interface WholePython {
  readonly protocol: number;
  readonly shared: SharedFolder;
  /** Files of the programs that interpreters run: one from which others are forked, one for a single call, and one that has many. */
  readonly programs: { readonly fork: string; readonly alone: string; readonly kept: string };
  /** Whether an interpreter that has had calls of the run before may run it. */
  readonly kept?: true;
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

/** The call itself, or the file in which it is. */
export type SentPython = WholePython | (Pick<WholePython, "protocol" | "shared"> & { readonly file: string });

/** Characters of JSON that are sent at most; what is more goes into a file. */
const longest = 65_536;

/** What an executor's calls of Python functions become. To be kept no longer than it. */
export class PythonOrders {
  readonly #folders: SharedFolders;
  readonly #interpreter: "own" | "kept";
  /** By the folder of a run. */
  readonly #programs = new Map<string, Promise<WholePython["programs"]>>();

  /** `shared`: see `SharedFolders`. `interpreter`: whether each call gets one of its own, or they share one wherever they run. */
  constructor(executor: string, shared: string | undefined, interpreter: "own" | "kept" = "own") {
    this.#folders = new SharedFolders(executor, shared);
    this.#interpreter = interpreter;
  }

  /** Writes what the other machine reads of it. Rejects with a sentence for the user. */
  async of(call: Call): Promise<SentPython> {
    const { task, args, folder, workdir, log, out, env, inherits, withheld } = call;
    if (task.implementation.kind !== "python") throw new Error(`internal fault: "${task.name}" is no Python function`);
    const { module, name } = task.implementation;
    const shared = this.#folders.of(call);
    const folders = outFoldersOf(out, workdir);
    await Promise.all(folders.map((each) => mkdir(each, { recursive: true })));
    const answer = join(dirname(log), "python-answer.json");
    const sent: WholePython = {
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
      ...(this.#interpreter === "kept" ? { kept: true } : {}),
    };
    const text = JSON.stringify(sent);
    if (text.length <= longest) return sent;
    const file = join(dirname(log), "python-call.json");
    await writeFile(file, text);
    return { protocol, shared, file };
  }

  #programsIn(folder: string): Promise<WholePython["programs"]> {
    const known = this.#programs.get(folder);
    if (known !== undefined) return known;
    const made = writePrograms(folder);
    this.#programs.set(folder, made);
    return made;
  }
}

async function writePrograms(folder: string): Promise<WholePython["programs"]> {
  const [fork, alone, kept] = ["fork", "alone", "kept"].map((name) => join(folder, `python-${name}.py`)) as [
    string,
    string,
    string,
  ];
  const programs = { fork, alone, kept };
  await writeWhole(fork, forkProgram);
  await writeWhole(alone, aloneProgram);
  await writeWhole(kept, keptProgram);
  return programs;
}

/** Nobody reads half of it. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const part = `${file}.${process.pid}.part`;
  await writeFile(part, text);
  await rename(part, file);
}
