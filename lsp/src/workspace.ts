/** The programs that are open, and what is known of them: buffers before the disk, each analysis kept until something changes that it saw. */
import { dirname, resolve } from "node:path";
import {
  analyse,
  type Analysis,
  type BashParser,
  type Host,
  Memory,
  sourceOf,
  type Source,
} from "@adg/compiler/checking";
import { contentOf } from "@adg/host";
import { uriOf } from "./convert.ts";
import { ModuleNames, stampOf } from "./module-names.ts";
import type { TypeScriptAnswers } from "./typescript/answers.ts";

/** A document that the client has open. */
export interface OpenDocument {
  readonly uri: string;
  readonly file: string;
  readonly version: number;
  readonly text: string;
}

/** An analysis, and the files that it was made from. */
interface Kept {
  readonly analysis: Analysis;
  readonly asked: ReadonlySet<string>;
  /** Something that it was made from has changed since. */
  stale: boolean;
}

export class Workspace {
  /** The shell's grammar, once it is loaded. */
  bash: BashParser | undefined;
  readonly #documents = new Map<string, OpenDocument>();
  readonly #kept = new Map<string, Kept>();
  readonly #sources = new Map<string, Source>();
  readonly #names: ModuleNames;
  readonly #memory = new Memory();
  readonly #typescript: TypeScriptAnswers;
  /** What files that were read looked like then. */
  readonly #stamps = new Map<string, string>();
  #edition = 0;

  constructor(typescript: TypeScriptAnswers, { trusted }: { readonly trusted: boolean }) {
    this.#typescript = typescript;
    this.#names = new ModuleNames({ trusted });
  }

  get documents(): readonly OpenDocument[] {
    return [...this.#documents.values()];
  }

  /** Another number after each change of a text. */
  get edition(): number {
    return this.#edition;
  }

  find(file: string): OpenDocument | undefined {
    return this.#documents.get(file);
  }

  /** A document is opened, or its text has changed. */
  put(document: OpenDocument): void {
    this.#documents.set(document.file, document);
    this.changed([document.file]);
  }

  close(file: string): void {
    this.#documents.delete(file);
    this.#kept.delete(file);
    this.changed([file]);
  }

  /** What was made from one of these files is no longer what it was. Answers the open documents that this concerns. */
  changed(files: readonly string[]): readonly OpenDocument[] {
    if (files.length > 0) this.#edition++;
    for (const file of files) {
      this.#sources.delete(file);
      this.#stamps.delete(file);
    }
    for (const [main, kept] of this.#kept)
      if (files.some((file) => file === main || kept.asked.has(file))) kept.stale = true;
    return this.documents.filter(({ file }) => this.#kept.get(file)?.stale ?? true);
  }

  /** Files that are not open, and are on the disk no more what they were when they were read. For clients that do not tell of it. */
  changedOnDisk(): readonly string[] {
    const asked = [...this.#kept.values()].flatMap((kept) => [...kept.asked]);
    const known = new Set([...this.#sources.keys(), ...asked]);
    for (const file of this.#stamps.keys()) if (!known.has(file)) this.#stamps.delete(file);
    return [...this.#stamps].flatMap(([file, stamp]) =>
      this.#documents.has(file) || stampOf(file) === stamp ? [] : [file],
    );
  }

  /** Everything may have changed: the shell's grammar came, or answers about TypeScript did. */
  changedAll(): readonly OpenDocument[] {
    for (const kept of this.#kept.values()) kept.stale = true;
    return this.documents;
  }

  /** What is known of a program whose main file this is, as its text is now. `undefined`: there is no such file. */
  analysis(file: string): Analysis | undefined {
    const kept = this.#kept.get(file);
    if (kept !== undefined && !kept.stale) return kept.analysis;
    const text = this.textOf(file);
    if (text === undefined) return undefined;
    const asked = new Set<string>();
    const analysis = analyse(file, text, this.#host(asked), {
      memory: this.#memory,
      typescript: this.#typescript.readerFor(file, asked),
      ...(this.bash === undefined ? {} : { bash: this.bash }),
    });
    this.#kept.set(file, { analysis, asked, stale: false });
    for (const each of asked) this.#note(each);
    return analysis;
  }

  /** What would be known of a program with these texts in place of those of its files. Nothing of it is kept. */
  preview(file: string, texts: ReadonlyMap<string, string>): Analysis | undefined {
    const text = texts.get(file) ?? this.textOf(file);
    if (text === undefined) return undefined;
    const asked = new Set<string>();
    const host = this.#host(asked);
    const readFile: Host["readFile"] = (path) => {
      const given = texts.get(path);
      return given === undefined ? host.readFile(path) : { kind: "text", text: given };
    };
    return analyse(
      file,
      text,
      { ...host, readFile },
      {
        memory: this.#memory,
        typescript: this.#typescript.readerFor(file, asked),
        ...(this.bash === undefined ? {} : { bash: this.bash }),
      },
    );
  }

  /** The same, as it was before the last changes where there were some: for answers that cannot wait. */
  lastAnalysis(file: string): Analysis | undefined {
    return this.#kept.get(file)?.analysis ?? this.analysis(file);
  }

  textOf(file: string): string | undefined {
    const open = this.#documents.get(file);
    if (open !== undefined) return open.text;
    const content = contentOf(file);
    return content.kind === "text" ? content.text : undefined;
  }

  /** The text of a file with its lines; of one that is not there, an empty one. */
  sourceOf(file: string): Source {
    const known = this.#sources.get(file);
    const open = this.#documents.get(file);
    if (known !== undefined && known.text === (open?.text ?? known.text)) return known;
    this.#note(file);
    const source = sourceOf(file, this.textOf(file) ?? "");
    this.#sources.set(file, source);
    return source;
  }

  #note(file: string): void {
    if (!this.#stamps.has(file) && !this.#documents.has(file)) this.#stamps.set(file, stampOf(file));
  }

  exists(file: string): boolean {
    return this.#documents.has(file) || contentOf(file).kind !== "missing";
  }

  uriOf(file: string): string {
    return this.#documents.get(file)?.uri ?? uriOf(file);
  }

  /** What the compiler reads of the world; each file that it asks for is noted in `asked`. */
  #host(asked: Set<string>): Host {
    return {
      readFile: (path) => {
        asked.add(path);
        const open = this.#documents.get(path);
        return open === undefined ? contentOf(path) : { kind: "text", text: open.text };
      },
      resolve: (fromFile, path) => resolve(dirname(fromFile), path),
      filesBeside: (path) => this.#names.filesBeside(path),
      moduleExports: (path) => this.#names.exportsOf(path, asked),
    };
  }

  /** The same for questions beside an analysis, such as which paths could stand in an import. */
  get host(): Host {
    return this.#host(new Set());
  }
}
