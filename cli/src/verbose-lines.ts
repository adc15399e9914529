import type { Failure, RunEvent, RunView, Workflow } from "@adg/runtime";
import type { Paint } from "./paint.ts";
import { plainText } from "./plain-text.ts";
import { callText } from "./short-value.ts";
import { counted, durationText } from "./words.ts";

/** Tells of each event, on a line of its own. */
export class VerboseLines {
  readonly #workflow: Pick<Workflow, "rules">;
  readonly #paint: Paint;
  /** Failed nodes whose last attempt has been told of, until they settle. */
  readonly #known = new Set<number>();

  constructor(workflow: Pick<Workflow, "rules">, paint: Paint) {
    this.#workflow = workflow;
    this.#paint = paint;
  }

  /**
   * `12:03:05.325  done       count(text: "a.md")  in 1.2 s`; no line for an event that is about no node and no rule. `started`: when the
   * attempt that ends with the event had started, in ms since the epoch.
   */
  of(event: RunEvent, view: RunView, started: number | undefined): readonly string[] {
    const told = this.#told(event, view, started);
    if (told === undefined) return [];
    const paint = this.#paint;
    const word = told.word.padEnd("cancelled".length);
    return [
      `${paint("dim", timeText(event.time))}  ${told.style === undefined ? word : paint(told.style, word)}  ${told.text}`,
    ];
  }

  #told(event: RunEvent, view: RunView, started: number | undefined): Told | undefined {
    const paint = this.#paint;
    switch (event.kind) {
      case "run-started":
      case "run-resumed":
      case "run-paused":
      case "run-unpaused":
      case "run-finished":
        return undefined;
      case "rule-fired": {
        const rule = this.#workflow.rules[event.rule];
        if (rule === undefined) return undefined;
        const added = event.added === 0 ? "" : paint("dim", `  adds ${counted(event.added, "node")}`);
        return { word: "fired", style: "green", text: `${rule.text}  ${paint("dim", `line ${rule.line}`)}${added}` };
      }
      default: {
        if (event.kind === "attempt-failed") this.#known.add(event.node);
        const isKnown = event.kind === "node-settled" && this.#known.delete(event.node);
        const time = started === undefined ? "" : paint("dim", `  in ${durationText(event.time - started)}`);
        const detail = isKnown ? "" : detailOf(event, view);
        return { ...wordOf(event), text: `${callText(event.task, view.argsOf(event.node))}${time}${detail}` };
      }
    }
  }
}

interface Told {
  readonly word: string;
  readonly style?: Parameters<Paint>[0];
  readonly text: string;
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
