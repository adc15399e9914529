/** A page beside a run: in a process of its own, so that it costs the run nothing to be looked at. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { interruption } from "../interruption.ts";
import { print } from "../print.ts";
import { Refusal } from "../refusal.ts";

export interface RunPage {
  /** Id of the run. */
  readonly run: string;
  readonly url: string;
  /** The run is over: where somebody sits at a terminal the page stays until they press Ctrl-C. */
  stay(): Promise<void>;
}

/** `resumed`: id of the run, where it is not a new one; `port`: 0 for one that is free. Throws a `Refusal`. */
export async function runPage(resumed: string | undefined, stateDir: string, port: number): Promise<RunPage> {
  const { runId } = await import("@adg/runtime/asked");
  const run = resumed ?? runId(Date.now(), Math.random());
  const child = spawn(
    process.execPath,
    [process.argv[1] as string, "ui", run, "--in", stateDir, "--port", String(port), "--beside"],
    // In a group of its own: Ctrl-C is for the run. It ends when its input does, however this process ends.
    { detached: true, stdio: ["pipe", "pipe", "pipe"] },
  );
  const url = await addressOf(child);
  return {
    run,
    url,
    async stay() {
      if (process.stdin.isTTY && process.stderr.isTTY) {
        const interrupted = interruption(() => {});
        await print(`The page stays at ${url} until Ctrl-C.`, process.stderr);
        await new Promise((end) => interrupted.signal.addEventListener("abort", end, { once: true }));
        interrupted.close();
      }
      child.stdin.end();
    },
  };
}

async function addressOf(child: ChildProcess): Promise<string> {
  const { stdin, stdout, stderr } = child;
  if (stdin === null || stdout === null || stderr === null) throw new Refusal("The page could not be started.");
  let said = "";
  stderr.setEncoding("utf8").on("data", (text: string) => (said = (said + text).slice(-4_000)));
  stdin.on("error", () => {});
  const ended = once(child, "close").then(() => undefined);
  const [line] = (await Promise.race([once(createInterface(stdout), "line"), ended])) ?? [];
  if (line === undefined) throw new Refusal(said.trim().replace("--port", "--ui") || "The page could not be started.");
  return (JSON.parse(String(line)) as { readonly url: string }).url;
}
