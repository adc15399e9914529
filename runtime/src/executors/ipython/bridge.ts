/** The process in Python that is a client of the cluster. */
import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { packageFolder } from "../../package-folder.ts";
import { after } from "../../timer.ts";

const program = join(packageFolder(), "python", "adg_ipython.py");

/** What is to run on an engine; see the program. */
export interface BridgeOrder {
  readonly call: number;
  /** What is called: calls of the same take about as long. */
  readonly task: string;
  /** File of the engine's program, and a name that is another for another text. */
  readonly program: string;
  readonly name: string;
  /** JSON. */
  readonly text: string;
  /** The file that names who may run it, and what stands there. */
  readonly owner: readonly [file: string, token: string];
}

/** What it tells. `lost` of a call: its engine is gone; of all: the controller is, and the process ends. */
export type BridgeReport =
  | { readonly kind: "ready"; readonly engines: number }
  | { readonly kind: "engines"; readonly engines: number }
  | { readonly kind: "done"; readonly call: number; readonly value: unknown }
  | { readonly kind: "failed"; readonly call: number; readonly message: string; readonly lost: boolean }
  | { readonly kind: "refused"; readonly message: string }
  | { readonly kind: "lost"; readonly message: string };

export interface BridgePlace {
  /** Absolute path of the interpreter. */
  readonly python: string;
  readonly connection: string;
  readonly ssh: string | undefined;
}

/** ms that it gets to end by itself. */
const grace = 5_000;

export class Bridge {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #over: Promise<void>;

  /** `ended` is called once, after the last report, with how it ended in words. */
  constructor(
    { python, connection, ssh }: BridgePlace,
    hear: (report: BridgeReport) => void,
    ended: (how: string) => void,
  ) {
    // No member of this process's group: Ctrl-C is not for it. It ends when nobody writes to it any more.
    this.#child = spawn(python, ["-B", "-X", "utf8", program, connection, ...(ssh === undefined ? [] : [ssh])], {
      detached: true,
      stdio: ["pipe", "pipe", "pipe"],
    });
    const { stdin, stdout, stderr } = this.#child;
    let said = "";
    stderr.setEncoding("utf8").on("data", (text: string) => (said = (said + text).slice(-2_000)));
    stdin.on("error", () => {});
    createInterface({ input: stdout }).on("line", (line) => hear(JSON.parse(line) as BridgeReport));
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#over = promise;
    let failure: string | undefined;
    const end = (how: string): void => {
      resolve();
      ended(how);
    };
    this.#child.once("error", (error) => {
      failure = `cannot be started (${error.message})`;
      if (this.#child.pid === undefined) end(failure);
    });
    this.#child.once("close", (status, signal) => {
      if (failure !== undefined) return;
      const last = said.trim().split("\n").at(-1) ?? "";
      const how = signal === null ? `has ended with exit status ${status}` : `was ended by the signal ${signal}`;
      end(last === "" || signal !== null ? how : `${how} (${last})`);
    });
  }

  send(order: BridgeOrder): void {
    this.#child.stdin.write(`${JSON.stringify(order)}\n`);
  }

  async close(): Promise<void> {
    this.#child.stdin.end();
    const calm = after(grace, () => this.#child.kill("SIGKILL"));
    await this.#over;
    calm();
  }
}
