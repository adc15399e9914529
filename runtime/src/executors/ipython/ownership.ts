/** Who may run a node at the moment: a file beside its log, which engines look at before and while they run something. */
import { randomUUID } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Call } from "../../executor.ts";
import { pause } from "../../timer.ts";

/** ms that an engine may take to end what it must not run any more: a look, its grace of two seconds, and what a file system adds. */
const patience = 5_000;

export class Ownership {
  readonly token = randomUUID();
  /** Absolute paths. `running` holds the token as long as an engine has something of the call, and is empty after that. */
  readonly owner: string;
  readonly running: string;

  constructor({ log }: Call) {
    const folder = dirname(log);
    this.owner = join(folder, "ipython-owner");
    this.running = join(folder, "ipython-running");
  }

  /** Takes the node over from whoever had it, and waits until that has ended, or is long past it. */
  async take(isFirst: boolean): Promise<void> {
    await mkdir(dirname(this.owner), { recursive: true });
    await writeFile(`${this.owner}.part`, this.token);
    await rename(`${this.owner}.part`, this.owner);
    if (isFirst) return;
    await this.#until(() => !read(this.running));
    rmSync(this.running, { force: true });
  }

  /** From now on it does not begin any more, and is ended where it runs. Whether it has begun; it may have ended, too. */
  stop(): boolean {
    try {
      if (read(this.owner) === this.token) writeFileSync(this.owner, "");
    } catch {
      // Its folder is gone, which stops it as well.
    }
    const running = read(this.running);
    return running === "" || running === this.token;
  }

  /** Settles when nothing of it runs any more, as far as can be seen. */
  async ended(): Promise<void> {
    await this.#until(() => read(this.running) !== this.token);
  }

  async #until(isSo: () => boolean): Promise<void> {
    for (const end = performance.now() + patience; !isSo(); await pause(50))
      // Its engine is gone: nobody is to wait for it again.
      if (performance.now() > end) return rmSync(this.running, { force: true });
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
