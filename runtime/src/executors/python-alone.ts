/** A call of a `python` task in an interpreter that is started for it. */
import { closeSync, openSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Call } from "../executor.ts";
import type { Python } from "./find-python.ts";
import { runGroup, type Exit, type StopOptions } from "./process-group.ts";
import { pythonAnswer, type PythonCall } from "./python-program.ts";

/** The program that such an interpreter runs. The file that its first argument names has the call. */
export const aloneProgram = String.raw`${pythonAnswer}
def main():
    speak()
    with open(sys.argv[1], encoding="utf-8") as file:
        call = json.load(file)
    sys.argv[1:] = []
    answer(call)

main()
`;

/** Settles when the interpreter has ended and nothing of its group runs any more. */
export async function runAlone(
  python: Python,
  call: Call,
  question: PythonCall,
  env: NodeJS.ProcessEnv,
  options: StopOptions,
): Promise<Exit> {
  const file = join(dirname(call.log), "python-call.json");
  await writeFile(file, JSON.stringify(question));
  const printed = openSync(call.log, "a");
  try {
    const command = {
      file: python.path,
      args: [...pythonFlags, aloneProgram, file],
      cwd: call.workdir,
      env,
      stdout: printed,
      stderr: printed,
    };
    return await runGroup(command, call, options);
  } finally {
    closeSync(printed);
  }
}

/** Unbuffered: what it printed is in the log when it crashes. A program follows. */
export const pythonFlags: readonly string[] = ["-u", "-X", "utf8", "-c"];
