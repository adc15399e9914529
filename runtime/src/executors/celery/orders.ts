/** What is sent to Celery's workers for a call. */
import { attributeOf } from "../../attempt-call.ts";
import type { Call } from "../../executor.ts";
import { PythonOrders } from "../sent-python.ts";
import type { Order } from "./message.ts";

/** What the task that adg ships is registered as. */
export const pythonTask = "adg.python";

/** Where an executor's calls go. */
export interface OrderPlace {
  /** Of the executor. */
  readonly name: string;
  readonly queue: string;
  readonly shared: string | undefined;
  /** A priority, of which higher goes first, in the broker's terms. */
  inBroker(priority: number): number;
}

/** What an executor's calls become. To be kept no longer than it. */
export class Orders {
  readonly #place: OrderPlace;
  readonly #pythons: PythonOrders;

  constructor(place: OrderPlace) {
    this.#place = place;
    this.#pythons = new PythonOrders(place.name, place.shared);
  }

  /** All but the id. Writes what the workers read of it. Rejects with a sentence for the user, or with what the call's expressions throw. */
  async orderOf(call: Call): Promise<Omit<Order, "id">> {
    const { queue, inBroker } = this.#place;
    const { implementation } = call.task;
    const priority = priorityOf(call, inBroker);
    if (implementation.kind === "celery") return { task: implementation.name, args: call.args, queue, priority };
    return { task: pythonTask, args: [await this.#pythons.of(call)], queue, priority };
  }
}

/** What a call's `priority` comes to, in the broker's terms; `undefined` where it has none. */
function priorityOf(
  { task, argsByName: args, inputs, attempt, out }: Call,
  inBroker: (priority: number) => number,
): Order["priority"] {
  if (task.priority === undefined) return undefined;
  const priority = attributeOf(task.priority, { args, inputs, attempt, out }) ?? 0;
  return inBroker(priority);
}
