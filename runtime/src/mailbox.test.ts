import { expect, test } from "vitest";
import { Mailbox } from "./mailbox.ts";

const started = { kind: "started", inputs: {} } as const;
const continued = { kind: "continued" } as const;

test("what comes is taken in its order, and once", () => {
  const mailbox = new Mailbox();
  mailbox.post(started);
  mailbox.post(continued);
  expect([mailbox.take(), mailbox.take(), mailbox.take()]).toEqual([started, continued, undefined]);
  expect(mailbox.isEmpty).toBe(true);
});

test("that the user wants an end stands beside all else, and is taken once", () => {
  const mailbox = new Mailbox();
  mailbox.post(started);
  mailbox.interrupt();
  expect([mailbox.takeInterruption(), mailbox.takeInterruption()]).toEqual([{ kind: "interrupted" }, undefined]);
  expect(mailbox.take()).toEqual(started);
  mailbox.interrupt();
  expect(mailbox.isEmpty).toBe(false);
});

test("who waits is woken by the next event, by an interruption, and by what is neither", async () => {
  const mailbox = new Mailbox();
  for (const act of [() => mailbox.post(continued), () => mailbox.interrupt(), () => mailbox.wake()]) {
    let isAwake = false;
    const waiting = mailbox.wait().then(() => (isAwake = true));
    await Promise.resolve();
    expect(isAwake).toBe(false);
    act();
    await waiting;
  }
});
