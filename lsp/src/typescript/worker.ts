/** A thread that reads TypeScript modules, so that the server never waits for it. */
import { parentPort } from "node:worker_threads";
import { fileHost } from "@adg/host";
import { type KeepingReader, typescriptReader } from "@adg/host/typescript";
import type { Answer, Question } from "./answers.ts";

/** `forget`: files have changed since the last questions. */
export interface Request {
  readonly id: number;
  readonly version: string;
  readonly forget: boolean;
  readonly questions: readonly Question[];
}

export interface Response {
  readonly id: number;
  readonly answers: readonly Answer[];
}

const port = parentPort;
if (port === null) throw new Error("This module is the code of a thread.");

/** Of each folder of kept answers; it holds while no file changes. */
let readers = new Map<string, KeepingReader>();

port.on("message", ({ id, version, forget, questions }: Request) => {
  if (forget) readers = new Map();
  const hosts = fileHost();
  for (const { module } of questions) hosts.moduleExports(module);
  const readerOf = (folder: string): KeepingReader => {
    let reader = readers.get(folder);
    if (reader === undefined) readers.set(folder, (reader = typescriptReader(hosts, folder, version)));
    return reader;
  };
  const answers = questions.map((question): Answer => ({
    question,
    value: valueOf(readerOf(question.folder), question),
  }));
  port.postMessage({ id, answers } satisfies Response);
});

function valueOf(reader: KeepingReader, question: Question): Answer["value"] {
  try {
    switch (question.kind) {
      case "function":
        return reader.signatureOf(question.module, question.name);
      case "type":
        return reader.typeOf(question.module, question.name);
      case "errors":
        return reader.errorsOf(question.module);
    }
  } catch {
    // What TypeScript itself fails on is not known; the command line reports it as the fault that it is.
    return question.kind === "errors" ? [] : { kind: "unknown" };
  }
}
