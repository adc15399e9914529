import { expect, test } from "vitest";
import { isLiveTerminal } from "./live-terminal.ts";

test("a table is drawn in place on a terminal that can do that, while somebody looks on", () => {
  const terminal = { isTTY: true };
  expect(isLiveTerminal(terminal, { TERM: "xterm-256color" })).toBe(true);
  expect(isLiveTerminal(terminal, { TERM: "xterm", CI: "false" })).toBe(true);
  expect(isLiveTerminal({ isTTY: false }, { TERM: "xterm" })).toBe(false);
  expect(isLiveTerminal(terminal, { TERM: "dumb" })).toBe(false);
  expect(isLiveTerminal(terminal, { TERM: "xterm", CI: "true" })).toBe(false);
});
