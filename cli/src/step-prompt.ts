import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { Workflow } from "@adg/runtime";
import { decisionLines, type Decision } from "./decision.ts";
import type { Choice } from "./stepper.ts";

export interface PromptOptions {
  readonly input: Readable;
  readonly output: Writable;
  /** Says what is waited for; `undefined` where the run cannot be asked. */
  why(): Promise<string | undefined>;
}

const question =
  "     y yes · r until this comes again · NUMBER so many · a all the rest · w why not others · q stop > ";

/** Asks a person, line by line, and lets others print in between. */
export class StepPrompt {
  readonly #options: PromptOptions;
  readonly #lines: AsyncIterator<string>;
  readonly #close: () => void;
  #isOpen = false;
  #patience: NodeJS.Timeout | undefined;

  constructor(options: PromptOptions) {
    this.#options = options;
    // The terminal itself edits the line: so Ctrl-C is a signal, as everywhere.
    const reading = createInterface({ input: options.input, terminal: false });
    this.#lines = reading[Symbol.asyncIterator]();
    this.#close = () => reading.close();
  }

  /** Prints a line; a question that is open comes again after it. */
  print(line: string): void {
    this.#write(this.#isOpen ? `\n${line}\n${question}` : `${line}\n`);
  }

  /** Asks until the answer is one. The end of the input is the answer to stop. */
  async ask(decision: Decision, number: number, workflow: Workflow): Promise<Choice> {
    const [first = "", ...rest] = decisionLines(decision, workflow);
    this.#write([`${String(number).padStart(3)}. ${first}`, ...rest, ""].join("\n"));
    for (;;) {
      this.#write(question);
      this.#isOpen = true;
      const { value, done } = await this.#lines.next();
      this.#isOpen = false;
      if (done === true) {
        this.#write("\n");
        return this.#stop();
      }
      const typed = value.trim().toLowerCase();
      const choice = choiceOf(typed);
      if (choice?.kind === "stop") return this.#stop();
      if (choice !== undefined) return choice;
      if (typed === "w")
        this.#write(`${(await this.#options.why()) ?? "A run without a journal cannot be asked why."}\n`);
      else this.#write(`     "${value.trim()}" is none of these.\n`);
    }
  }

  /** What runs may take long, and is waited for. */
  #stop(): Choice {
    const text = "Stopping: what runs ends first, so that it need not run again. Ctrl-C cancels it.";
    this.#patience = setTimeout(() => this.print(text), 1000);
    return { kind: "stop" };
  }

  close(): void {
    clearTimeout(this.#patience);
    this.#close();
  }

  #write(text: string): void {
    this.#options.output.write(text);
  }
}

function choiceOf(typed: string): Choice | undefined {
  if (/^[1-9]\d{0,8}$/.test(typed)) return { kind: "count", count: Number(typed) };
  switch (typed) {
    case "":
    case "y":
    case "yes":
      return { kind: "yes" };
    case "r":
      return { kind: "until-again" };
    case "a":
      return { kind: "all" };
    case "q":
      return { kind: "stop" };
    default:
      return undefined;
  }
}
