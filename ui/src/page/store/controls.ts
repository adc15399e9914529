/** What the reader asks of a run, and what comes of it. */
import { computed, effect, signal } from "@preact/signals";
import type { Answered, Control } from "../../contract.ts";
import { post, runPath, sentenceOf } from "../client/api.ts";
import { place } from "./choice.ts";

export interface Told {
  readonly ok: boolean;
  readonly message: string;
}

/** The last answer, until the reader puts it away. */
export const told = signal<Told | undefined>(undefined);

/** What is asked for at this moment. */
export const asked = signal<Control | undefined>(undefined);

/** The question that stands before something that cannot be taken back. */
export const question = signal<{ readonly text: string; readonly yes: string; readonly control: Control } | undefined>(
  undefined,
);

export async function control(wanted: Control): Promise<void> {
  const { run } = place.peek();
  if (run === undefined || asked.peek() !== undefined) return;
  asked.value = wanted;
  const answer = await answerTo(run, wanted);
  asked.value = undefined;
  if (place.peek().run === run) told.value = answer;
}

async function answerTo(run: string, wanted: Control): Promise<Told> {
  try {
    return await post<Answered>(`${runPath(run)}/control`, wanted);
  } catch (error) {
    return { ok: false, message: sentenceOf(error) };
  }
}

/** What was answered for one run is not told of another. */
export function followControls(): void {
  const run = computed(() => place.value.run);
  effect(() => {
    void run.value;
    told.value = undefined;
    question.value = undefined;
  });
}
