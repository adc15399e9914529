/** What the editor reads problems from is what `adg check` prints. */
import { execFile, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const adg = fileURLToPath(new URL("../../cli/bin/adg.mjs", import.meta.url));

interface Matcher {
  readonly name: string;
  readonly pattern: readonly { readonly regexp: string }[];
  readonly background?: { readonly beginsPattern: string; readonly endsPattern: string };
}

const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  readonly contributes: { readonly problemMatchers: readonly Matcher[] };
};
const [once, watch] = manifest.contributes.problemMatchers;

/** The matches of the two lines of each problem, as an editor finds them. */
function problems(matcher: Matcher | undefined, output: string): readonly string[][] {
  const lines = stripVTControlCharacters(output).split("\n");
  const [head = /$^/, place = /$^/] = matcher?.pattern.map(({ regexp }) => new RegExp(regexp)) ?? [];
  return lines.flatMap((line, index) => {
    const [first, second] = [head.exec(line), place.exec(lines[index + 1] ?? "")];
    return first === null || second === null ? [] : [[...first.slice(1), ...second.slice(1)]];
  });
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "adg-problems-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const wrong = `task a() -> int = 1
task b(n: int) -> int = n

start: a()
when a done as x: b(x)
when a done as x: c(x)
`;

describe("problem matchers", () => {
  it.each(["0", "1"])("read each problem with its place (colours: %s)", async (colours) => {
    writeFileSync(join(folder, "main.adg"), wrong);
    const env = { ...process.env, FORCE_COLOR: colours };
    const output = await new Promise<string>((done) => {
      execFile(process.execPath, [adg, "check", "main.adg"], { cwd: folder, env }, (_, printed) => done(printed));
    });
    const found = problems(once, output);
    expect(found.map(([severity, code, , ...place]) => [severity, code, ...place])).toEqual([
      ["error", "ADG4001", "main.adg", "5", "19"],
      ["error", "ADG2001", "main.adg", "6", "19"],
    ]);
    expect(found.map(([, , message]) => message).join("\n")).toContain('"a -> b"');
  });

  it("know when a check begins and ends, while files are watched", async () => {
    writeFileSync(join(folder, "main.adg"), wrong);
    const child = spawn(process.execPath, [adg, "check", "--watch", "--", "main.adg"], { cwd: folder });
    const [begins, ends] = [watch?.background?.beginsPattern, watch?.background?.endsPattern].map(
      (pattern) => new RegExp(pattern ?? "$^", "m"),
    ) as [RegExp, RegExp];
    let text = "";
    let heard = (): void => {};
    child.stdout.setEncoding("utf8").on("data", (more: string) => {
      text += more;
      heard();
    });
    const next = async (): Promise<string> => {
      while (!ends.test(text)) await new Promise<void>((done) => (heard = done));
      const round = text;
      text = "";
      return round;
    };
    const first = await next();
    expect(first).toMatch(begins);
    expect(problems(watch, first)).toHaveLength(2);
    writeFileSync(join(folder, "main.adg"), "task a() -> int = 1\nstart: a()\n");
    const second = await next();
    expect(second).toMatch(begins);
    expect(problems(watch, second)).toHaveLength(0);
    const ended = new Promise((done) => child.once("close", done));
    child.kill("SIGINT");
    await ended;
  });
});
