/** The book of examples/book in small: its tasks wait until they are let go. */
import type { ChildProcess } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Project, type Ended } from "../../support/command.ts";
import { recordsIn } from "../../support/journal.ts";
import { wholeLines } from "../../support/whole-lines.ts";
import { shownAt } from "./run-pages.ts";

const program = `
type Sheet = { source: string, includes: string[] }
output book: int = merge

task discover() -> string[]:
  sh """
    echo discover >> begun
    said=no
    while [ ! -e go-discover ]; do
      if [ $said = no ] && [ -e go-words ]; then echo these are the words >&2; said=yes; fi
      sleep 0.02
    done
    printf '%s\\n' one two three
  """
task pdf(source: string) -> Sheet:
  sh """
    echo #{source} >> begun
    while [ ! -e go-#{source} ]; do sleep 0.02; done
    case #{source} in
      one) echo '{"source": "one", "includes": ["note"]}' ;;
      *) printf '{"source": "%s", "includes": []}' #{source} ;;
    esac
  """
task merge(sheets: Sheet[]) -> int:
  sh "echo #{sheets.length}"

edge discover -> pdf -> merge
edge pdf -> pdf

start: discover()
when discover done as d:
  for source in d.result: pdf(source)
when pdf done as p:
  for source in p.result.includes: pdf(source) key source
when no more pdf: merge(all pdf)
`;

export class GatedBook {
  readonly project = new Project({});
  readonly #gates: string;
  going: Promise<Ended> | undefined;
  /** The address of its page, if it is started with one. */
  shown: Promise<URL> | undefined;
  #child: ChildProcess | undefined;

  constructor() {
    this.#gates = this.project.folder;
    this.project.write("book.adg", program.replaceAll(/(>> |-e )/g, `$1${this.#gates}/`));
  }

  /** Starts a run; answers its id once its first task has begun. */
  async start(...args: readonly string[]): Promise<string> {
    this.going = this.project.adg(["run", "book.adg", "--concurrency", "4", ...args], {
      during: (child) => {
        this.#child = child;
        this.shown = shownAt(child);
      },
    });
    await this.begun("discover");
    return this.run;
  }

  get run(): string {
    return readdirSync(join(this.project.folder, ".adg/runs")).toSorted().at(-1) as string;
  }

  get child(): ChildProcess | undefined {
    return this.#child;
  }

  /** Lets tasks go: `discover`, or a source. */
  go(...names: readonly string[]): void {
    for (const name of names) this.project.write(`go-${name}`, "");
  }

  async begun(name: string): Promise<void> {
    while (!wholeLines(join(this.#gates, "begun")).includes(name)) {
      if (this.#child?.exitCode !== null) throw new Error(`the run ended: ${(await this.going)?.err}`);
      await new Promise((done) => setTimeout(done, 10));
    }
  }

  /** Outcomes of the last run, as its journal has them. */
  outcomes(): ReturnType<typeof outcomesIn> {
    return outcomesIn(this.project, this.run);
  }

  async remove(): Promise<void> {
    if (existsSync(this.#gates)) this.go("discover", "one", "two", "three", "note");
    await this.going;
    rmSync(this.project.folder, { recursive: true, force: true });
  }
}

/** The attempts that ended, in order, as a run's journal has them. */
export function outcomesIn(project: Project, run: string) {
  const records = recordsIn(join(project.folder, ".adg/runs", run, "journal.db"));
  return records.flatMap((record) => (record.kind === "succeeded" || record.kind === "failed" ? [record] : []));
}
