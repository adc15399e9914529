import { checkFile } from "./check-file.ts";
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
  const diagnostics = checked.flatMap((each) => each.diagnostics);
  if (options.json) await print(JSON.stringify(checked.flatMap(diagnosticsJson)));
  else await print(diagnosticsText(checked, process.stdout));
  return diagnostics.some((each) => each.severity === "error") ? 2 : 0;
}
