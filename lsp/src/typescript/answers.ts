import { dirname, join } from "node:path";
import type { FunctionFacts, NoFacts, TypeFacts, TypeScriptError, TypeScriptReader } from "@adg/compiler/checking";

/** A question about a module. */
export type Question =
  | { readonly kind: "function" | "type"; readonly module: string; readonly name: string; readonly folder: string }
  | { readonly kind: "errors"; readonly module: string; readonly folder: string };

export interface Answer {
  readonly question: Question;
  readonly value: FunctionFacts | TypeFacts | NoFacts | readonly TypeScriptError[];
}

const pending: NoFacts = { kind: "pending" };

/**
 * What is known of TypeScript modules. Reading them takes seconds, so nobody waits for it: what is not known yet is noted as a
 * question, and the programs are analysed again when the answers have come. Until then, and after a change, the old answers hold.
 */
export class TypeScriptAnswers {
  readonly #values = new Map<string, Answer["value"]>();
  readonly #current = new Set<string>();
  readonly #asked = new Map<string, Question>();

  /** A reader for the analysis of a program. Modules that it asks about are noted in `asked`. */
  readerFor(program: string, asked: Set<string>): TypeScriptReader {
    const folder = join(dirname(program), ".adg", "typescript");
    const answer = (question: Question): Answer["value"] | undefined => {
      asked.add(question.module);
      const key = keyOf(question);
      if (!this.#current.has(key)) this.#asked.set(key, question);
      return this.#values.get(key);
    };
    return {
      signatureOf: (module, name) =>
        (answer({ kind: "function", module, name, folder }) as FunctionFacts | NoFacts | undefined) ?? pending,
      typeOf: (module, name) =>
        (answer({ kind: "type", module, name, folder }) as TypeFacts | NoFacts | undefined) ?? pending,
      errorsOf: (module) =>
        (answer({ kind: "errors", module, folder }) as readonly TypeScriptError[] | undefined) ?? [],
    };
  }

  /** The questions without a current answer. They are asked once. */
  takeQuestions(): readonly Question[] {
    const questions = [...this.#asked.values()];
    for (const key of this.#asked.keys()) this.#current.add(key);
    this.#asked.clear();
    return questions;
  }

  /** Whether any of the answers says something new. */
  put(answers: readonly Answer[]): boolean {
    let isNew = false;
    for (const { question, value } of answers) {
      const key = keyOf(question);
      isNew ||= JSON.stringify(this.#values.get(key)) !== JSON.stringify(value);
      this.#values.set(key, value);
    }
    return isNew;
  }

  /** Modules have changed: all is asked again. */
  forget(): void {
    this.#current.clear();
  }
}

function keyOf(question: Question): string {
  return JSON.stringify([question.kind, question.module, "name" in question ? question.name : ""]);
}
