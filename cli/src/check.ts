import { resolve } from "node:path";
import { checkFile, type CheckedFile } from "./check-file.ts";
import { diagnosticsJson } from "./diagnostic-json.ts";
import { diagnosticsText, subjectOf } from "./diagnostics-text.ts";
import { fix, type WhichFixes } from "./fix.ts";
import { print } from "./print.ts";
import { recheck } from "./recheck.ts";

/** Options of `adg check`. */
export interface CheckOptions {
  readonly json: boolean;
  /** Apply fixes, and say what is left. */
  readonly fix: WhichFixes | undefined;
  /** Check again whenever a file changes that the programs are made of. */
  readonly watch: boolean;
}

/** Checks programs; answers the exit code: 2 if there is an error, else 0; always 0 after watching. */
export async function check(files: readonly string[], options: CheckOptions): Promise<number> {
  if (options.watch) {
    await recheck(
      files.map((file) => resolve(file)),
      async () => {
        if (process.stdout.isTTY) process.stdout.write("\u001B[2J\u001B[H");
        // Who reads along learns so where one check ends and the next begins.
        if (!options.json) await print(`checking ${subjectOf(files)}`);
        const checked = await checkOnce(files, options);
        return checked.flatMap(({ path, host }) => [path, ...host.files()]);
      },
    );
    return 0;
  }
  const checked = await checkOnce(files, options);
  return checked.some(({ diagnostics }) => diagnostics.some(({ severity }) => severity === "error")) ? 2 : 0;
}

async function checkOnce(files: readonly string[], options: CheckOptions): Promise<readonly CheckedFile[]> {
  if (options.fix !== undefined)
    for await (const line of fix(files, options.fix))
      await print(`fixed ${line}`, options.json ? process.stderr : process.stdout);
  const checked = [];
  for (const file of files) checked.push(await checkFile(file));
  const told = toldOnce(checked);
  if (options.json) await print(JSON.stringify(told.flatMap(diagnosticsJson)));
  else await print(diagnosticsText(told, process.stdout));
  return told;
}

/** The same files, with what is said of a file that several of them import at the first only, or where it is named itself. */
function toldOnce(files: readonly CheckedFile[]): readonly CheckedFile[] {
  const tellers = new Map(files.map((each) => [each.path, each]));
  return files.map((each) => ({
    ...each,
    diagnostics: each.diagnostics.filter(({ file }) => {
      const teller = tellers.get(file) ?? each;
      tellers.set(file, teller);
      return teller === each;
    }),
  }));
}
