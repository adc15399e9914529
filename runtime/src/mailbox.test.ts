import { expect, test } from "vitest";
import { Mailbox } from "./mailbox.ts";

const continued = { kind: "continued" } as const;

test("what comes in one turn is taken together, in its order, and once", async () => {
  const mailbox = new Mailbox();
  mailbox.post({ kind: "started", inputs: {} });
  const taken = mailbox.take();
  mailbox.post(continued);
  expect(await taken).toEqual([{ kind: "started", inputs: {} }, continued]);
  expect(mailbox.isEmpty).toBe(true);
  expect(await mailbox.take()).toEqual([]);
});

test("who waits is woken by the next event, and by what is none", async () => {
  const mailbox = new Mailbox();
  for (const act of [() => mailbox.post(continued), () => mailbox.wake()]) {
    let isAwake = false;
    const waiting = mailbox.wait().then(() => (isAwake = true));
    await Promise.resolve();
    expect(isAwake).toBe(false);
    act();
    await waiting;
  }
});
