import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { packageFolder } from "./package-folder.ts";
import { Refusal } from "./refusal.ts";
import { compilerUrl, runtimeUrl } from "./tool-version.ts";

/**
 * What is printed when a command ends by an exception: why the command is refused, what a module of the user's threw outside of any
 * task or, for anything else, that adg itself is at fault, and what to report.
 */
export function exceptionText(error: unknown, debug: boolean): string {
  if (error instanceof Refusal) return error.message;
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error && error.stack !== undefined ? error.stack : message;
  const place = usersPlace(stack);
  const lines =
    place === undefined
      ? [
          `This is a fault of adg, not of your program: ${message}`,
          "Please report it with the command, the program and this message.",
        ]
      : [`A module of the program failed outside of any task: ${message} (${place})`];
  return [...lines, debug ? stack : "ADG_DEBUG=1 shows the trace."].join("\n");
}

const ourFolders = [packageFolder, ...[compilerUrl, runtimeUrl].map((url) => dirname(dirname(fileURLToPath(url))))];

/** The file and line of the innermost frame, where that is in no code of adg's, Node's or a package's. */
function usersPlace(stack: string): string | undefined {
  const [, file, line] = /(?:file:\/\/)?(\/[^():]+):(\d+):\d+\)?$/m.exec(stack) ?? [];
  if (file === undefined || file.includes("/node_modules/")) return undefined;
  return ourFolders.some((folder) => file.startsWith(`${folder}/`)) ? undefined : `${decodeURI(file)}:${line}`;
}
