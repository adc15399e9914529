import { checkFile, type CheckedFile } from "./check-file.ts";
import { diagnosticsJson } from "./diagnostic-json.ts";
import { diagnosticsText } from "./diagnostics-text.ts";
import { print } from "./print.ts";

/** Options of `adg check`. */
export interface CheckOptions {
  readonly json: boolean;
}

/** Checks programs; answers the exit code: 2 if there is an error, else 0. */
export async function check(files: readonly string[], options: CheckOptions): Promise<number> {
  const checked = [];
  for (const file of files) checked.push(await checkFile(file));
  const told = toldOnce(checked);
  const diagnostics = told.flatMap((each) => each.diagnostics);
  if (options.json) await print(JSON.stringify(told.flatMap(diagnosticsJson)));
  else await print(diagnosticsText(told, process.stdout));
  return diagnostics.some((each) => each.severity === "error") ? 2 : 0;
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
