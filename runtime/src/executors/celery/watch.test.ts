import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Answers, Broker } from "./broker.ts";
import type { Place } from "./fate.ts";
import type { Message } from "./message.ts";
import { Probes } from "./probes.ts";
import { newTask, type SentTask } from "./sent-task.ts";
import { Watch } from "./watch.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** What a worker says of the tasks that it has. */
type Has = ReadonlyMap<SentTask, "active" | "reserved">;

/** A RabbitMQ with workers: where it does not say where a task is, it is in the queue, or nowhere. */
function setting() {
  const workers = new Map<string, Has>();
  const sent: Message[] = [];
  const states = new Map<string, string>();
  let waiting = 0;
  let isComplete = true;
  const answers: Record<string, (has: Has, name: string) => unknown> = {
    stats: (_, name) => ({ pid: name }),
    query_task: (has) =>
      Object.fromEntries(
        [...has].map(([{ message }, state]) => [message.id, [state, { acknowledged: state === "active" }]]),
      ),
  };
  const broker = {
    ask: async (method: string): Promise<Answers> => ({
      byWorker: new Map([...workers].map(([name, has]) => [name, answers[method]?.(has, name)])),
      isComplete,
    }),
    placesOf: async (tasks: readonly unknown[]) => tasks.map((): Place => (waiting === 0 ? "taken" : "unknown")),
    sendAgain: async (message: Message) => void sent.push(message),
  } as unknown as Broker;
  const results = {
    statesOf: async (ids: readonly string[]) => ids.map((id) => states.get(id) ?? null),
    forget: async () => {},
  };
  const watch = new Watch(broker, new Probes(broker, results), 2000);
  let number = 0;
  return {
    watch,
    workers,
    sent,
    states,
    wait: (count: number) => (waiting = count),
    answer: (all: boolean) => (isComplete = all),
    task(): SentTask {
      const order = { task: "t", args: [], queue: "q", priority: undefined };
      const task = newTask(
        { call: undefined, order, id: `t${++number}`, number, workers: watch.workers },
        () => undefined,
      );
      task.sentAt = performance.now();
      return task;
    },
    /** What comes of each task while all are looked at for so many ms. */
    async fates(tasks: readonly SentTask[], ms = 4000): Promise<readonly string[]> {
      const lost = new Set<SentTask>();
      for (let at = 0; at <= ms; at += 500) {
        const { fates } = await watch.look(tasks.filter((task) => !lost.has(task)));
        for (const [each, { kind }] of fates) if (kind === "lost") lost.add(each);
        vi.advanceTimersByTime(500);
      }
      return tasks.map((each) => (lost.has(each) ? "lost" : "wait"));
    },
  };
}

test.for([true, false])(
  "what a lost worker had not begun is in the queue again, and is waited for (its loss seen at once: %s)",
  async (isSeen) => {
    const { watch, workers, wait, answer, fates, task } = setting();
    workers.set("one", new Map());
    await watch.meet();
    const [first, second, third, fourth] = [task(), task(), task(), task()];
    const tasks = [first, second, third, fourth];
    workers.set("one", new Map(tasks.map((each) => [each, each === first ? "active" : "reserved"])));
    expect(await fates(tasks)).toEqual(["wait", "wait", "wait", "wait"]);

    workers.delete("one");
    if (!isSeen) {
      answer(false);
      await watch.meet();
      answer(true);
    }
    wait(3);
    // What was acknowledged does not come back.
    expect(await fates(tasks)).toEqual(["lost", "wait", "wait", "wait"]);
    expect(await fates(tasks.slice(1), 60_000)).toEqual(["wait", "wait", "wait"]);

    // The order in the queue is as it was: what stands behind one that a worker has may be there still.
    workers.set("two", new Map([[third, "reserved"]]));
    wait(1);
    expect(await fates(tasks.slice(1))).toEqual(["lost", "wait", "wait"]);
  },
);

test("what was sent behind tasks before a worker was lost tells nothing of where they are now", async () => {
  const { watch, workers, sent, states, wait, fates, task } = setting();
  workers.set("one", new Map());
  workers.set("two", new Map());
  await watch.meet();
  const only = task();
  only.wasHeld = true;
  wait(1);
  expect(await fates([only])).toEqual(["wait"]);
  expect(sent).toHaveLength(1);
  workers.delete("one");
  await watch.meet();
  states.set(sent[0]?.id ?? "", '{"status":"REVOKED"}');
  expect(await fates([only])).toEqual(["wait"]);
  expect(sent).toHaveLength(2);
  states.set(sent[1]?.id ?? "", '{"status":"REVOKED"}');
  expect(await fates([only])).toEqual(["lost"]);
});

test("a broker that was away has put back what workers had not acknowledged", async () => {
  const { watch, workers, wait, fates, task } = setting();
  workers.set("one", new Map());
  await watch.meet();
  const [first, second] = [task(), task()];
  workers.set("one", new Map([[second, "reserved"]]));
  expect(await fates([first, second], 1000)).toEqual(["wait", "wait"]);
  workers.set("one", new Map());
  wait(2);
  watch.returned();
  expect(await fates([first, second], 60_000)).toEqual(["wait", "wait"]);
});
