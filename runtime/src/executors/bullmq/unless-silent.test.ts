import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { unlessSilent } from "./unless-silent.ts";

/** A server that answers a ping so. */
const server = (answer: () => Promise<"PONG">) => ({ ping: answer }) as Parameters<typeof unlessSilent>[1];

const busy = (): Promise<never> =>
  Promise.reject(Object.assign(new Error("BUSY a script is running"), { name: "ReplyError" }));

test.each([
  ["answers", () => Promise.resolve("PONG" as const), true],
  ["is busy, and says so", busy, true],
  ["says nothing", () => new Promise<never>(() => {}), false],
  ["cannot be reached", () => Promise.reject(new Error("Connection is closed.")), false],
])("what is waited for longer than a server may be silent, where it %s", async (_, answer, settles) => {
  expect(await unlessSilent(setTimeout(1500), server(answer), 500)).toBe(settles);
});

test("a server that was away for a moment has answered again", async () => {
  let asked = 0;
  const back = (): Promise<"PONG"> => (asked++ === 0 ? Promise.reject(new Error("closed")) : Promise.resolve("PONG"));
  expect(await unlessSilent(setTimeout(1500), server(back), 750)).toBe(true);
});
