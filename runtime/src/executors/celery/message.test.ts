import { expect, test } from "vitest";
import { amqpPriority, listOf, messageOf, redisPriority, taskEnvelope, taskIdOf } from "./message.ts";

const message = messageOf({ id: "adg-r-n-1", task: "t", args: ["ü\ud800"], queue: "q", priority: 3 });

test("a task's message is the same whenever it is made, so that it is found in its list", () => {
  const again = messageOf({ id: "adg-r-n-1", task: "t", args: ["ü\ud800"], queue: "q", priority: 3 });
  expect(taskEnvelope(again)).toBe(taskEnvelope(message));
  const { body, headers, properties } = JSON.parse(taskEnvelope(message)) as {
    readonly body: string;
    readonly headers: object;
    readonly properties: object;
  };
  expect(JSON.parse(Buffer.from(body, "base64").toString("utf8"))).toEqual([
    ["ü\ud800"],
    {},
    { callbacks: null, errbacks: null, chain: null, chord: null },
  ]);
  expect(headers).toMatchObject({ lang: "py", task: "t", id: "adg-r-n-1", root_id: "adg-r-n-1" });
  expect(properties).toMatchObject({ correlation_id: "adg-r-n-1", delivery_tag: "adg-r-n-1", priority: 3 });
});

test("priorities, of which higher goes first, become what the broker has", () => {
  expect([5, 0, -1, -3, -4, -7, -9, -100].map(redisPriority)).toEqual([0, 0, 0, 3, 3, 6, 9, 9]);
  expect([-1, 0, 4, 1_000].map(amqpPriority)).toEqual([0, 0, 4, 255]);
  expect([listOf("q", undefined), listOf("q", 0), listOf("q", 6)]).toEqual(["q", "q", "q\u0006\u00166"]);
});

test("an attempt has one id, whoever asks", () => {
  expect(taskIdOf({ run: "r", nodeId: "n" }, 2)).toBe("adg-r-n-2");
});
