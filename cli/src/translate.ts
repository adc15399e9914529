import { dirname, resolve } from "node:path";
import { emit } from "@adg/compiler";
import { checkFile, type CheckedFile } from "./check-file.ts";

/** A program in which there are errors. */
export interface Rejected {
  readonly kind: "rejected";
  readonly checked: CheckedFile;
}

/** A program as code. Nothing in it names its source map yet. */
export interface Translated {
  readonly kind: "translated";
  readonly typescript: string;
  readonly javascript: string;
  /** The text of a `.d.ts` file. */
  readonly declarations: string;
  /** Source map of either, as JSON. */
  readonly map: string;
  /** Fingerprints of the files that the compiler looked into. */
  readonly seen: ReadonlyMap<string, string>;
  /** How many warnings the program got. */
  readonly warnings: number;
}

/** How the code is to refer to what lies outside it. */
export interface References {
  /** Specifier of the runtime. */
  readonly runtime: string;
  /** How a `.d.ts` file names it, where that is not the same. */
  readonly runtimeTypes?: string;
  /** URL of a file, absolute or from the code's own folder. */
  url(path: string): string;
}

/** Checks a program and, where it has no error, compiles it. */
export async function translate(file: string, references: References): Promise<Translated | Rejected> {
  const checked = await checkFile(file);
  const { program, host } = checked;
  if (program === undefined) return { kind: "rejected", checked };
  const emitted = emit(program, {
    sourceUrl: references.url,
    resolveModule: (named, from) => references.url(resolve(dirname(from), named)),
    runtime: references.runtime,
    ...(references.runtimeTypes === undefined ? {} : { runtimeTypes: references.runtimeTypes }),
  });
  return {
    kind: "translated",
    typescript: emitted.typescript,
    javascript: emitted.javascript,
    declarations: emitted.declarations,
    map: JSON.stringify(emitted.map),
    seen: new Map([...host.files()].map((each) => [each, host.fingerprint(each)])),
    warnings: checked.diagnostics.filter(({ severity }) => severity === "warning").length,
  };
}
