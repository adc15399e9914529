import { expect, test } from "vitest";
import type { Broker } from "./broker.ts";
import type { Message } from "./message.ts";
import { Probes } from "./probes.ts";
import { newTask, type SentTask } from "./sent-task.ts";

function setting() {
  const sent: Message[] = [];
  const states = new Map<string, string>();
  const forgotten: string[] = [];
  const broker = { sendAgain: async (message: Message) => void sent.push(message) } as unknown as Broker;
  const results = {
    statesOf: async (ids: readonly string[]) => ids.map((id) => states.get(id) ?? null),
    forget: async (ids: readonly string[]) => void forgotten.push(...ids),
  };
  return { probes: new Probes(broker, results), sent, states, forgotten };
}

function taskOf(id: string, priority?: number): SentTask {
  const order = { task: "t", args: [], queue: "q", priority };
  return newTask({ call: undefined, order, id, number: 1, workers: new Set() }, () => {});
}

test("tasks have left a queue once what was sent behind them has come out, and not those that were sent after it", async () => {
  const { probes, sent, states, forgotten } = setting();
  const [first, second] = [taskOf("first"), taskOf("second")];
  expect(await probes.left([first])).toEqual(new Set());
  expect(sent).toHaveLength(1);
  const { id = "", queue, headers } = sent[0] ?? {};
  expect({ queue, expires: headers?.["expires"] }).toEqual({ queue: "q", expires: "2000-01-01T00:00:00+00:00" });

  expect(await probes.left([first, second])).toEqual(new Set());
  expect(sent).toHaveLength(1);

  states.set(id, '{"status":"REVOKED"}');
  expect(await probes.left([first, second])).toEqual(new Set([first]));
  expect(forgotten).toEqual([id]);
  // One more, for the second.
  expect(sent).toHaveLength(2);
  states.set(sent[1]?.id ?? "", '{"status":"REVOKED"}');
  expect(await probes.left([second])).toEqual(new Set([second]));
  expect(sent).toHaveLength(2);
});

test("each priority is a queue for itself", async () => {
  const { probes, sent, states } = setting();
  const [low, high] = [taskOf("low", 1), taskOf("high", 9)];
  await probes.left([low, high]);
  expect(sent.map(({ priority }) => priority)).toEqual([1, 9]);
  states.set(sent[1]?.id ?? "", '{"status":"REVOKED"}');
  expect(await probes.left([low, high])).toEqual(new Set([high]));
});
