/** Does the tasks that lie in a mailbox, until it is killed: `node worker.ts FOLDER`. */
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

interface Task {
  readonly function: string;
  readonly args: readonly unknown[];
}

/** What it can do. A word that ends in "…" takes a second for each letter. */
const functions: Readonly<Record<string, (word: string, isStopped: () => boolean) => Promise<string>>> = {
  async spell(word, isStopped) {
    if (word === "") throw new Error("there is nothing to spell");
    for (const _ of word.endsWith("…") ? word : "") {
      if (isStopped()) throw new Error("it was told to stop");
      await pause(1_000);
    }
    return [...word].join("-");
  },
};

const folder = process.argv[2] ?? "box";
for (const each of ["todo", "doing", "done", "stop"]) mkdirSync(join(folder, each), { recursive: true });
for (;;) {
  for (const file of readdirSync(join(folder, "todo"))) await take(file);
  await pause(20);
}

async function take(file: string): Promise<void> {
  const doing = join(folder, "doing", file);
  try {
    // Of several workers, one succeeds.
    renameSync(join(folder, "todo", file), doing);
  } catch {
    return;
  }
  const task = JSON.parse(readFileSync(doing, "utf8")) as Task;
  const stop = join(folder, "stop", file.replace(/\.json$/, ""));
  const answer = await answerTo(task, () => existsSync(stop));
  writeFileSync(doing, JSON.stringify(answer));
  renameSync(doing, join(folder, "done", file));
  rmSync(stop, { force: true });
}

async function answerTo(task: Task, isStopped: () => boolean): Promise<object> {
  try {
    const work = functions[task.function];
    if (work === undefined) throw new Error(`there is no function "${task.function}"`);
    return { ok: true, value: await work(String(task.args[0]), isStopped) };
  } catch (error) {
    return { ok: false, message: (error as Error).message };
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resume) => void setTimeout(resume, ms));
}
