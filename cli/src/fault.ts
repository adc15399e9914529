import { Refusal } from "./refusal.ts";

/**
 * What is printed when a command ends by an exception: why the command is refused, or, for anything else, that adg itself is
 * at fault, and what to report.
 */
export function exceptionText(error: unknown, debug: boolean): string {
  if (error instanceof Refusal) return error.message;
  const message = error instanceof Error ? error.message : String(error);
  const report = [
    `This is a fault of adg, not of your program: ${message}`,
    "Please report it with the command, the program and this message.",
  ];
  if (!debug) return [...report, "ADG_DEBUG=1 shows the trace."].join("\n");
  return [...report, error instanceof Error ? (error.stack ?? message) : message].join("\n");
}
