/** Whether lines can be drawn again in place there, and somebody looks on while they are. */
export function isLiveTerminal(
  { isTTY }: Pick<NodeJS.WriteStream, "isTTY">,
  { TERM, CI }: Readonly<Record<string, string | undefined>>,
): boolean {
  // A build server may give its jobs a terminal, and shows what comes as a log.
  return isTTY && TERM !== "dumb" && (CI === undefined || CI === "" || CI === "false");
}
