import fc from "fast-check";
import { expect, test } from "vitest";
import { NodeQueue } from "./node-queue.ts";
import { NONE } from "./graph.ts";

test("whatever is put in and taken out, the queue is like a list", () => {
  const act = fc.oneof(
    fc.record({ kind: fc.constant("push" as const), node: fc.nat() }),
    fc.record({ kind: fc.constant("insert" as const), node: fc.nat(), at: fc.nat(100) }),
    fc.record({ kind: fc.constant("shift" as const) }),
  );
  fc.assert(
    fc.property(fc.array(act, { size: "large" }), (acts) => {
      const queue = new NodeQueue();
      const list: number[] = [];
      for (const each of acts) {
        if (each.kind === "shift") expect(queue.shift()).toBe(list.shift() ?? NONE);
        else if (each.kind === "push") {
          queue.push(each.node);
          list.push(each.node);
        } else {
          const at = each.at % (list.length + 1);
          queue.insert(at, each.node);
          list.splice(at, 0, each.node);
        }
        expect([queue.first, queue.last, queue.length]).toEqual([list[0] ?? NONE, list.at(-1) ?? NONE, list.length]);
      }
      expect(Array.from({ length: queue.length }, (_, place) => queue.at(place))).toEqual(list);
    }),
  );
});
