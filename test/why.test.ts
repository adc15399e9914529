import { describe, expect, it } from "vitest";
import { usualLimits, whyRule } from "../runtime/src/why/why.ts";
import { PlayedRun } from "./support/played-run.ts";
import { tempFolder } from "./support/temp-folder.ts";

const folder = tempFolder();
let count = 0;
const play = (text: string): Promise<PlayedRun> => PlayedRun.of(text, folder, `program-${(count += 1)}`);

/** Lines without the indentation that all of them have. */
function text(lines: string): string {
  const rows = lines.split("\n").slice(1, -1);
  const least = Math.min(...rows.map((row) => row.length - row.trimStart().length));
  return rows.map((row) => row.slice(least)).join("\n");
}

const surveys = `
task survey(name: string) -> string[] from "./tasks.ts":
  retry 2
task pdf(source: string) -> file from "./tasks.ts"
task merge(pages: file[]) -> file from "./tasks.ts"
edge survey -> pdf -> merge
start:
  for name in ["one", "two", "three"]: survey(name)
when survey done as s:
  for source in s.result: pdf(source)
when no more pdf: merge(all pdf)
when all pdf done: merge([])
when pdf failed as p: merge([])
rule big when at least 5 pdf done: merge([])
rule pairs when every 2 pdf done as ps: merge(ps)
`;

const minute = 60_000;

describe("why a rule", () => {
  it("waits for no more: which rule may still add, because of which nodes", async () => {
    const run = await play(surveys);
    run.succeed('survey "one"', ["a", "b"]).succeed('survey "two"', []).fail('survey "three"', "no net");
    run.see('survey "three"', { kind: "running", attempt: 2, since: run.now - 3 * minute });
    expect(run.rule("when no more pdf")).toBe(
      text(`
        rule "when no more pdf" (line 11) has not fired yet
          "no more pdf" waits: rule "when survey done as s" (line 9) may still add pdf
            survey "three" is running since 3 min (attempt 2)
      `),
    );
  });
});
