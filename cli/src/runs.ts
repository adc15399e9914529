import { relative } from "node:path";
import type { NodeTotals, RunLine } from "@adg/runtime/asked";
import { columns } from "./columns.ts";
import { paintFor, type Paint } from "./paint.ts";
import { plainText } from "./plain-text.ts";
import { print } from "./print.ts";
import { stateStyles } from "./state-styles.ts";
import { stateDirOf } from "./state-dir.ts";
import { durationText, numberText, timeText } from "./words.ts";

/** Options of `adg runs`. */
export interface RunsOptions {
  readonly in: string;
  readonly json: boolean;
  /** How many at most, the newest ones. */
  readonly last: number;
}

/** Lists runs, the newest first; answers the exit code. */
export async function runs({ in: place, json, last }: RunsOptions): Promise<number> {
  const { runIds, runLineNow } = await import("@adg/runtime/asked");
  const stateDir = stateDirOf(place);
  const ids = runIds(stateDir).toReversed();
  const now = Date.now();
  const told = await Promise.all(ids.slice(0, last).map((run) => runLineNow(stateDir, run, now)));
  // One may be gone since.
  const lines = told.filter((line) => line !== undefined);
  if (json) await print(JSON.stringify(lines, undefined, 2));
  else if (ids.length === 0) await print(`There are no runs in "${relative(process.cwd(), stateDir)}" yet.`);
  else await print([...runsTable(lines, paintFor(process.stdout)), ...restLine(ids.length - last)].join("\n"));
  return 0;
}

function restLine(count: number): readonly string[] {
  return count <= 0 ? [] : [`… ${numberText(count)} older; --all lists them, too.`];
}

function runsTable(lines: readonly RunLine[], paint: Paint): readonly string[] {
  const rows = lines.map((line) =>
    line.kind === "whole"
      ? [
          line.run,
          line.state,
          timeText(line.started),
          durationText(line.worked),
          programText(line.program),
          nodesText(line.nodes),
        ]
      : [line.run, "damaged", "", "", "", ""],
  );
  const [head = "", ...texts] = columns([["run", "state", "started", "took", "program", "nodes"], ...rows], "lllrll");
  return [
    paint("dim", head),
    ...texts.flatMap((text, i) => {
      const line = lines[i] as RunLine;
      if (line.kind === "unreadable") return [paint("red", text), `  ${plainText(line.problem)}`];
      return [text.replace(line.state, (state) => paint(stateStyles[line.state], state))];
    }),
  ];
}

function programText(path: string): string {
  return plainText(relative(process.cwd(), path) || path);
}

/** `12 done, 1 failed, 3 running`. */
export function nodesText(nodes: NodeTotals): string {
  const { done, failed, running = 0, cutOff = 0, skipped = 0, cancelled = 0 } = nodes;
  const counts = [
    [done, "done"],
    [failed, "failed"],
    [running, "running"],
    [cutOff, "cut off"],
    [skipped, "skipped"],
    [cancelled, "cancelled"],
  ] as const;
  const told = counts.flatMap(([count, word]) => (count === 0 ? [] : [`${numberText(count)} ${word}`]));
  return told.length === 0 ? "none" : told.join(", ");
}
