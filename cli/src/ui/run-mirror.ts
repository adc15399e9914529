/** A run that is followed: its journal as that grows, and the run that its program makes of it. */
import { dirname } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import {
  isProgramOf,
  JournalError,
  Mirror,
  runFolderOf,
  Telling,
  type History,
  type JournalRecord,
  type RecordedOutcome,
} from "@adg/runtime/asked";
import type { Workflow } from "@adg/runtime";
import type { Followed } from "../followed.ts";
import { plainText } from "../plain-text.ts";
import { Refusal } from "../refusal.ts";
import { inputsFor, programOfRun } from "../replayed-run.ts";
import { LastingTrouble } from "./lasting-trouble.ts";
import { NodeNumbers } from "./node-numbers.ts";
import { Samples } from "./samples.ts";

/** ms between two looks at the journal: of a run that goes on; of one that is over and may be taken up again, or cannot be read. */
const pace = { live: 100, over: 1_000 };

/** ms that a look may take before that is told: commands to a server that is away wait until it is back. */
const patience = 5_000;

/** ms of work after which others have a turn. */
const slice = 15;

/** `program`: of the run, where it is not where it was. */
export interface Source {
  readonly followed: Followed;
  readonly program: string | undefined;
}

export class RunMirror {
  /** The program, as it is now or was when the run was last taken up. */
  workflow: Workflow;
  readonly #followed: Followed;
  readonly #program: string | undefined;
  #telling: Telling;
  #mirror: Mirror;
  #samples = new Samples();
  #numbers = new NodeNumbers();
  /** Places of the outcomes of each node among all of them, by its number. */
  #outcomesOf = new Map<number, number[]>();
  #isLive: boolean;
  #isInterrupted = false;
  #epoch: number;
  /** Whether the journal has gone on in a way that makes void what the mirror has heard. */
  #isVoid = false;
  /** Whether what was told of the journal may not be what it holds. */
  #isLost = false;
  readonly #trouble = new LastingTrouble();
  /** Whether the program is the one that wrote the journal. */
  #isSame: boolean;
  readonly #listeners = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  private constructor(
    { followed, program }: Source,
    telling: Telling,
    workflow: Workflow,
    mirror: Mirror,
    isLive: boolean,
  ) {
    this.#followed = followed;
    this.#program = program;
    this.#telling = telling;
    this.workflow = workflow;
    this.#mirror = mirror;
    this.#isLive = isLive;
    this.#isSame = isProgramOf(workflow, this.history);
    this.#epoch = 1 + telling.resumed.length;
  }

  /** Throws a `Refusal` where the run cannot be made again. */
  static async open(source: Source): Promise<RunMirror> {
    const { followed, program } = source;
    // In this order: who ends in between has ended for the journal, too.
    const isLive = await followed.goesOn();
    const telling = new Telling();
    for (const record of await followed.news()) telling.take(record);
    const history = historyOf(telling, followed);
    const workflow = await programOfRun(history, program);
    const run = new RunMirror(source, telling, workflow, await mirrorOf(workflow, history, followed), isLive);
    await run.#catchUp();
    run.#watch();
    return run;
  }

  /** What the journal tells so far. */
  get history(): History {
    return historyOf(this.#telling, this.#followed);
  }

  /** The run as far as its journal goes. */
  get mirror(): Mirror {
    return this.#mirror;
  }

  get samples(): Samples {
    return this.#samples;
  }

  get isLive(): boolean {
    return this.#isLive;
  }

  /** Changes where outcomes that were there were taken back. */
  get epoch(): number {
    return this.#epoch;
  }

  get isSame(): boolean {
    return this.#isSame;
  }

  /** Why the run is shown as it was some time ago, a sentence; `undefined` where it is shown as it is. */
  get trouble(): string | undefined {
    return this.#trouble.text;
  }

  /** Absolute path of the run's own folder. */
  get folder(): string {
    return this.#followed.folder;
  }

  /** Another one of the same run, of which nothing has happened yet. */
  anew(): Promise<Mirror> {
    return mirrorOf(this.workflow, this.history, this.#followed);
  }

  onChange(changed: () => void): () => void {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  }

  /** Something has changed that its journal does not tell. */
  announce(): void {
    for (const listener of this.#listeners) listener();
  }

  /** The number of a node in this run. `guess`: what it was for the program that wrote of it. */
  numberOf(id: string, guess: number): number | undefined {
    return this.#numbers.of(this.#mirror.state, id, guess);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#listeners.clear();
    await this.#followed.close();
  }

  /** The outcomes of a node among the first so many, in order. */
  outcomesOf(node: number, position: number): readonly RecordedOutcome[] {
    const { outcomes } = this.#telling;
    return (this.#outcomesOf.get(node) ?? []).flatMap((place) => {
      const outcome = place < position ? outcomes[place] : undefined;
      return outcome === undefined ? [] : [outcome];
    });
  }

  #note({ record: { node, number } }: RecordedOutcome, place: number): void {
    const known = this.numberOf(node, number);
    if (known === undefined) return;
    const places = this.#outcomesOf.get(known);
    if (places === undefined) this.#outcomesOf.set(known, [place]);
    else places.push(place);
  }

  #watch(): void {
    if (this.#isClosed) return;
    const wait = this.#isLive && this.trouble === undefined ? pace.live : pace.over;
    this.#timer = setTimeout(() => void this.#look().then(() => this.#watch()), wait);
  }

  async #look(): Promise<void> {
    const begun = performance.now();
    const late = setTimeout(() => this.#fail(new Error("its server does not answer"), begun), patience);
    try {
      const wasLive = this.#isLive;
      const isLive = await this.#followed.goesOn();
      // A process may have taken it up and ended it since the last look.
      const news = await this.#news();
      this.#isLive = isLive;
      const isOther = news.length > 0 || wasLive !== isLive || this.#isVoid;
      await this.#take(news);
      if (this.#trouble.ended() || isOther) this.announce();
    } catch (error) {
      // Whoever writes it may be about to put it in order: the next look tells.
      this.#fail(error, begun);
    } finally {
      clearTimeout(late);
    }
  }

  /** `begun`: when the look did. */
  #fail(error: unknown, begun: number): void {
    if (this.#trouble.failed(troubleText(error), begun, performance.now())) this.announce();
  }

  /** What has been written since the last look. Where that look has failed, or the journal is another one, all of it is read anew. */
  async #news(): Promise<readonly JournalRecord[]> {
    try {
      const news = await this.#followed.news();
      if (!this.#isLost) return news;
      const telling = new Telling();
      for (const record of news) telling.take(record);
      // It may hold nothing of the run.
      historyOf(telling, this.#followed);
      this.#telling = telling;
      this.#isVoid = true;
      this.#isLost = false;
      return [];
    } catch (error) {
      this.#followed.again();
      this.#isLost = true;
      throw error;
    }
  }

  async #take(news: readonly JournalRecord[]): Promise<void> {
    for (const record of news) {
      this.#telling.take(record);
      this.#isVoid ||= record.kind === "resumed";
    }
    // Where that fails what was told is known all the same, and the next look tries again.
    if (this.#isVoid) await this.#beginAnew();
    await this.#catchUp();
  }

  /** It was taken up again, by a program that may have changed and may have taken outcomes back; or its journal is another one. */
  async #beginAnew(): Promise<void> {
    const workflow = await programOfRun(this.history, this.#program);
    const mirror = await mirrorOf(workflow, this.history, this.#followed);
    this.workflow = workflow;
    this.#mirror = mirror;
    this.#samples = new Samples();
    this.#numbers = new NodeNumbers();
    this.#outcomesOf = new Map();
    this.#isInterrupted = false;
    this.#isSame = isProgramOf(workflow, this.history);
    this.#epoch = Math.max(this.#epoch + 1, 1 + this.#telling.resumed.length);
    this.#isVoid = false;
  }

  /** Takes in what the journal has beyond what was heard. */
  async #catchUp(): Promise<void> {
    const { outcomes } = this.#telling;
    const mirror = this.#mirror;
    if (mirror.position === 0) this.#samples.see(mirror);
    let start = performance.now();
    for (let next = outcomes[mirror.position]; next !== undefined; next = outcomes[mirror.position]) {
      this.#note(next, mirror.position);
      mirror.hear(next);
      this.#samples.see(mirror);
      if (performance.now() - start < slice) continue;
      await turn();
      start = performance.now();
    }
    if (this.#telling.ended?.status !== "interrupted" || this.#isInterrupted) return;
    this.#isInterrupted = true;
    mirror.interrupt();
  }
}

function troubleText(error: unknown): string {
  const { message } = error as Error;
  if (error instanceof JournalError || error instanceof Refusal) return plainText(message);
  return `The run cannot be followed: ${plainText(message.split("\n")[0] ?? "")}.`;
}

function historyOf(telling: Telling, { folder }: Followed): History {
  return telling.history(folder, { position: 0, sum: 0 });
}

async function mirrorOf(workflow: Workflow, history: History, { stateDir }: Followed): Promise<Mirror> {
  return new Mirror(workflow, {
    inputs: await inputsFor(workflow, history),
    place: {
      stateDir,
      runFolder: runFolderOf(stateDir, history.created.run),
      folder: dirname(fileURLToPath(workflow.source)),
    },
    failFast: history.created.settings.failFast,
  });
}
