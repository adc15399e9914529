import type { Failure, RunEvent, RunView, Workflow } from "@adg/runtime";
import type { Paint } from "./paint.ts";
import { plainText } from "./plain-text.ts";
import { callText } from "./short-value.ts";
import { counted, durationText } from "./words.ts";

/** How events are told, each on a line of its own. */
export interface VerboseOptions {
  readonly workflow: Pick<Workflow, "rules">;
  readonly view: RunView;
  readonly paint: Paint;
  /** When the attempt that ends with the event had started, in ms since the epoch. */
  readonly started: number | undefined;
}

/** `12:03:05.325  done       count(text: "a.md")  in 1.2 s`; `undefined` for an event that is about no node and no rule. */
export function verboseLine(event: RunEvent, options: VerboseOptions): string | undefined {
  const told = toldOf(event, options);
  if (told === undefined) return undefined;
  const { paint } = options;
  const word = told.word.padEnd("cancelled".length);
  return `${paint("dim", timeText(event.time))}  ${told.style === undefined ? word : paint(told.style, word)}  ${told.text}`;
}

interface Told {
  readonly word: string;
  readonly style?: Parameters<Paint>[0];
  readonly text: string;
}

function toldOf(event: RunEvent, { workflow, view, paint, started }: VerboseOptions): Told | undefined {
  switch (event.kind) {
    case "run-started":
    case "run-finished":
      return undefined;
    case "rule-fired": {
      const rule = workflow.rules[event.rule];
      if (rule === undefined) return undefined;
      const added = event.added === 0 ? "" : paint("dim", `  adds ${counted(event.added, "node")}`);
      return { word: "fired", style: "green", text: `${rule.text}  ${paint("dim", `line ${rule.line}`)}${added}` };
    }
    default: {
      const call = callText(event.task, view.argsOf(event.node));
      const time = started === undefined ? "" : paint("dim", `  in ${durationText(event.time - started)}`);
      return { ...wordOf(event), text: `${call}${time}${detailOf(event, view)}` };
    }
  }
}

type NodeEvent = Extract<RunEvent, { readonly task: string }>;

function wordOf(event: NodeEvent): Pick<Told, "word" | "style"> {
  switch (event.kind) {
    case "node-added":
      return { word: "added" };
    case "node-started":
      return { word: "started", style: "cyan" };
    case "node-reused":
      return { word: "reused" };
    case "attempt-failed":
      return { word: "failed", style: "red" };
    case "node-settled":
      return event.state === "done" ? { word: "done", style: "green" } : { word: event.state, style: "red" };
  }
}

function detailOf(event: NodeEvent, view: RunView): string {
  switch (event.kind) {
    case "node-started":
      return event.attempt === 1 ? "" : `  attempt ${event.attempt}`;
    case "attempt-failed":
      return `  attempt ${event.attempt}: ${messageOf(event.failure)}`;
    case "node-settled": {
      const failure = event.state === "failed" ? view.failureOf(event.node) : undefined;
      return failure === undefined ? "" : `  ${messageOf(failure)}`;
    }
    default:
      return "";
  }
}

function messageOf({ message, log }: Failure): string {
  return plainText(log === undefined ? message : `${message}  the whole log: ${log}`);
}

/** The time of the day, to the ms. */
function timeText(time: number): string {
  const date = new Date(time);
  const digits = (n: number, width: number): string => String(n).padStart(width, "0");
  const day = [date.getHours(), date.getMinutes(), date.getSeconds()].map((n) => digits(n, 2)).join(":");
  return `${day}.${digits(date.getMilliseconds(), 3)}`;
}
