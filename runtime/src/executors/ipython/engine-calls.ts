/** The calls that are with a cluster's engines, or wait for one. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Call, CallOutcome } from "../../executor.ts";
import { failureOf } from "../../failure.ts";
import { packageFolder } from "../../package-folder.ts";
import { after } from "../../timer.ts";
import { warn } from "../../warn.ts";
import { whenStopped } from "../call-stop.ts";
import { outcomeOfReturned } from "../returned-python.ts";
import { PythonOrders, writeWhole, type SentPython } from "../sent-python.ts";
import { EngineWait } from "./engine-wait.ts";
import { Bridge, type BridgePlace, type BridgeReport } from "./bridge.ts";
import { Ownership } from "./ownership.ts";

/** What a project says of them. */
export interface EnginesPlace {
  /** Of the executor. */
  readonly name: string;
  readonly shared: string | undefined;
  /** ms for which calls wait for engines, and as long for the controller. */
  readonly wait: number;
  readonly interpreter: "own" | "kept";
}

/** A call that is not over. */
interface EngineCall {
  readonly call: Call;
  readonly ownership: Ownership;
  readonly sent: SentPython;
  isStopped: boolean;
  /** Whether the bridge that is there has it. */
  isSent: boolean;
  settle(outcome: CallOutcome): void;
}

/** ms between two attempts to reach a controller that is away. */
const again = 500;

const programText = ["adg_calls.py", "adg_engine.py"]
  .map((name) => readFileSync(join(packageFolder(), "python", name), "utf8"))
  .join("\n\n");
const programName = `adg_calls_${createHash("sha256").update(programText).digest("hex").slice(0, 12)}`;

export class EngineCalls {
  readonly #place: EnginesPlace;
  readonly #bridgePlace: BridgePlace;
  readonly #pythons: PythonOrders;
  readonly #calls = new Map<number, EngineCall>();
  readonly #programs = new Map<string, Promise<string>>();
  #numbers = 0;
  #bridge: Bridge | undefined;
  #connecting: Promise<void> | undefined;
  #isReady = false;
  #isClosed = false;
  #engines = 0;
  /** Those that have not been given up. */
  readonly #hopeful = new Set<EngineCall>();
  readonly #wait: EngineWait;

  constructor(place: EnginesPlace, bridgePlace: BridgePlace) {
    this.#place = place;
    this.#bridgePlace = bridgePlace;
    this.#pythons = new PythonOrders(place.name, place.shared, place.interpreter);
    this.#wait = new EngineWait({ ...place, warn, giveUp: (why) => this.#giveUp(why) });
  }

  /** Rejects with a sentence for the user where the controller cannot be reached. */
  open(): Promise<void> {
    return this.#isReady ? Promise.resolve() : this.#connect();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#wait.close();
    await this.#bridge?.close();
  }

  /** Settles when the call is over and nothing of it runs any more, as far as can be seen. */
  async run(call: Call): Promise<CallOutcome> {
    let sent: SentPython;
    const ownership = new Ownership(call);
    try {
      sent = await this.#pythons.of(call);
      await ownership.take(call.attempt === 1);
    } catch (error) {
      return { ok: false, failure: failureOf("ADG7007", error), final: true };
    }
    const { promise, resolve } = Promise.withResolvers<CallOutcome>();
    const number = ++this.#numbers;
    const settle = (outcome: CallOutcome): void => {
      this.#calls.delete(number);
      this.#hopeful.delete(engineCall);
      if (this.#hopeful.size === 0) this.#noteWant();
      resolve(outcome);
    };
    const engineCall: EngineCall = { call, ownership, sent, isStopped: false, isSent: false, settle };
    this.#calls.set(number, engineCall);
    this.#hopeful.add(engineCall);
    const deaf = whenStopped(call, () => this.#stop(engineCall));
    if (this.#bridge === undefined) this.#reconnect();
    else if (this.#isReady) void this.#send(number, engineCall);
    this.#noteWant();
    const outcome = await promise;
    deaf();
    return outcome;
  }

  #stop(engineCall: EngineCall): void {
    engineCall.isStopped = true;
    if (!engineCall.ownership.stop()) engineCall.settle(unbegun("was told to stop before it had begun"));
    // It is told to end, and its engine answers. Nobody hears of that where the way there is gone.
    else if (!engineCall.isSent) void this.#give(engineCall, "was told to stop");
  }

  async #send(number: number, engineCall: EngineCall): Promise<void> {
    if (engineCall.isSent) return;
    engineCall.isSent = true;
    const { call, sent, ownership, settle } = engineCall;
    const { owner, running, token } = ownership;
    try {
      const program = await this.#programIn(dirname(sent.shared.file));
      if (!this.#calls.has(number)) return;
      const text = JSON.stringify({ sent, owner, running, token });
      const task = call.task.name;
      this.#bridge?.send({ call: number, task, program, name: programName, text, owner: [owner, token] });
    } catch (error) {
      settle({ ok: false, failure: failureOf("ADG7004", error) });
    }
  }

  #programIn(folder: string): Promise<string> {
    const known = this.#programs.get(folder);
    if (known !== undefined) return known;
    const file = join(folder, `${programName}.py`);
    const made = writeWhole(file, programText).then(() => file);
    this.#programs.set(folder, made);
    return made;
  }

  /** One bridge at a time. */
  #connect(): Promise<void> {
    this.#connecting ??= this.#startBridge().finally(() => (this.#connecting = undefined));
    return this.#connecting;
  }

  #startBridge(): Promise<void> {
    const { name } = this.#place;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let why: string | undefined;
    const bridge = new Bridge(
      this.#bridgePlace,
      (report) => {
        if (report.kind === "ready") {
          this.#isReady = true;
          this.#setEngines(report.engines);
          for (const [number, each] of this.#calls) void this.#send(number, each);
          resolve();
        } else if (report.kind === "refused" || report.kind === "lost") why = report.message;
        else this.#hear(report);
      },
      (how) => {
        const wasReady = this.#isReady;
        this.#bridge = undefined;
        this.#isReady = false;
        if (!wasReady)
          return reject(new Error(`the executor "${name}" ${why ?? `needs a process in Python, which ${how}`}`));
        if (!this.#isClosed) this.#lose(why ?? `the process between the run and the IPython cluster ${how}`);
      },
    );
    this.#bridge = bridge;
    return promise;
  }

  /** Until it succeeds or nobody waits for it any more. */
  #reconnect(): void {
    this.#connect().catch((error: unknown) => {
      this.#noteWant(error instanceof Error ? error.message : String(error));
      after(again, () => {
        if (this.#bridge === undefined && !this.#isClosed && this.#calls.size > 0) this.#reconnect();
      });
    });
  }

  /** The bridge is gone, and with it all that is known of what it had sent. */
  #lose(why: string): void {
    for (const each of this.#calls.values()) if (each.isSent) void this.#miss(each, `was lost: ${why}`);
  }

  /** Who had the call is gone. It has failed if it had begun; else nothing has been tried yet. */
  async #miss(engineCall: EngineCall, why: string): Promise<void> {
    if (engineCall.ownership.stop()) await this.#give(engineCall, why);
    else engineCall.settle(unbegun(why));
  }

  /** Fails a call once nothing of it runs. */
  async #give(engineCall: EngineCall, why: string): Promise<void> {
    engineCall.ownership.stop();
    await engineCall.ownership.ended();
    engineCall.settle(failed(why));
  }

  #hear(report: Extract<BridgeReport, { readonly kind: "engines" | "done" | "failed" }>): void {
    if (report.kind === "engines") return this.#setEngines(report.engines);
    const engineCall = this.#calls.get(report.call);
    if (engineCall === undefined) return;
    const { call, settle, isStopped } = engineCall;
    if (report.kind === "done") {
      void outcomeOfReturned(report.value, call).then(settle, (error: unknown) =>
        settle({ ok: false, failure: failureOf("ADG7004", error) }),
      );
      return;
    }
    // One that is cut off from the controller may still run it.
    if (isStopped) void this.#give(engineCall, "was told to stop");
    else if (report.lost) void this.#miss(engineCall, "its engine of the IPython cluster was lost");
    else void this.#give(engineCall, `its engine failed: ${report.message}`);
  }

  #setEngines(count: number): void {
    this.#engines = count;
    this.#noteWant();
  }

  /** Begins or ends the wait for something to run on. What has been given up waits for nothing, though it may not be over. */
  #noteWant(unreachable?: string): void {
    const isFine = this.#hopeful.size === 0 || (this.#isReady && this.#engines > 0);
    this.#wait.note(isFine ? "none" : this.#isReady ? "engine" : "controller", unreachable);
  }

  #giveUp(why: string): void {
    const given = [...this.#hopeful];
    this.#hopeful.clear();
    for (const each of given) void this.#give(each, why);
  }
}

function failed(message: string): CallOutcome {
  return { ok: false, failure: { code: "ADG7004", message } };
}

function unbegun(message: string): CallOutcome {
  return { ok: false, failure: { code: "ADG7004", message }, unbegun: true };
}
