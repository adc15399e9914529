/** A run that goes on, as its journal tells it bit by bit, wherever that is. */
import type { History, JournalRecord } from "@adg/runtime/asked";
import { findTold, type PlaceOfRuns, type Told } from "./find-told.ts";
import { queueOf } from "./queue-option.ts";

export interface Followed {
  readonly stateDir: string;
  /** The run's own. */
  readonly folder: string;
  goesOn(): Promise<boolean>;
  /** What has been written since this was last asked. */
  news(): Promise<readonly JournalRecord[]>;
  /** What is asked for next is all that there is. */
  again(): void;
  history(): Promise<History>;
  close(): Promise<void>;
}

export async function followed(
  { run, stateDir, folder }: Pick<Told, "run" | "stateDir" | "folder">,
  place: PlaceOfRuns,
): Promise<Followed> {
  const common = { stateDir, folder, history: async () => (await findTold(run, place)).history };
  const queue = queueOf(place);
  if (queue !== undefined) {
    const { openRuns } = await import("./queue-runs.ts");
    const { findQueue } = await import("./config/find-queue.ts");
    const runs = await openRuns(await findQueue("A queue", queue));
    let journal = runs.follow(run);
    return {
      ...common,
      goesOn: () => journal.goesOn(),
      news: () => journal.news(),
      again: () => void (journal = runs.follow(run)),
      close: () => runs.close(),
    };
  }
  const { isHeld, journalFileOf, readJournal } = await import("@adg/runtime/asked");
  let journal = readJournal(journalFileOf(folder));
  return {
    ...common,
    goesOn: async () => isHeld(folder),
    news: async () => [...journal].flatMap(({ records }) => records),
    again: () => void (journal = readJournal(journalFileOf(folder))),
    close: async () => {},
  };
}
