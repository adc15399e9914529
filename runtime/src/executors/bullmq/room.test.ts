import { describe, expect, test } from "vitest";
import { Room, type Budget } from "./room.ts";
import type { Needs } from "./sent-call.ts";

/** Enters in turn; who has begun, and how to leave. */
function entered(budget: Budget, needs: readonly Needs[], concurrency = 4) {
  const room = new Room(budget, concurrency);
  const begun: number[] = [];
  const leave = needs.map((each, at) => room.enter(each, () => begun.push(at)));
  return { room, begun, leave };
}

describe("the room of a worker", () => {
  test("has what fits at once, and the others as there is room again", () => {
    const { room, begun, leave } = entered({ cpus: 4 }, [{ cpus: 2 }, { cpus: 2 }, { cpus: 1 }]);
    expect(begun).toEqual([0, 1]);
    expect(room.free.cpus).toBe(0);
    leave[1]?.();
    expect(begun).toEqual([0, 1, 2]);
    expect(room.free.cpus).toBe(1);
  });

  test("is given in the order in which they came: what needs much is not overtaken", () => {
    const { begun, leave } = entered({ memory: 8 }, [{ memory: 5 }, { memory: 8 }, { memory: 1 }, { memory: 1 }]);
    expect(begun).toEqual([0]);
    leave[0]?.();
    expect(begun).toEqual([0, 1]);
    leave[1]?.();
    expect(begun).toEqual([0, 1, 2, 3]);
  });

  test("is shared by those that do not say what they need", () => {
    const { room, begun } = entered({ cpus: 2 }, [{}, {}, {}, {}, {}, {}], 6);
    expect(begun).toEqual([0, 1, 2, 3, 4, 5]);
    expect(room.free.cpus).toBeCloseTo(0);
    expect(entered({ cpus: 2 }, [{ cpus: 2 }, {}], 2).begun).toEqual([0]);
  });

  test("has no bounds where none are given", () => {
    const { begun, room } = entered({}, [{ cpus: 64, memory: 1e12 }, { cpus: 64 }]);
    expect(begun).toEqual([0, 1]);
    expect(room.free).toEqual({ cpus: Infinity, memory: Infinity });
  });

  test("is not given to who no longer wants it, and given back but once", () => {
    const { room, begun, leave } = entered({ cpus: 2 }, [{ cpus: 2 }, { cpus: 2 }, { cpus: 1 }]);
    leave[1]?.();
    leave[0]?.();
    leave[0]?.();
    expect(begun).toEqual([0, 2]);
    expect(room.free.cpus).toBe(1);
  });

  test("says what never fits", () => {
    const room = new Room({ cpus: 2, memory: 4e9 }, 2);
    expect(room.problem({ cpus: 2, memory: 4e9 })).toBeUndefined();
    expect(room.problem({ cpus: 3 })).toBe("needs 3 cpus, and its worker has 2 cpus");
    expect(room.problem({ memory: 8e9 })).toBe("needs 8GB of memory, and its worker has 4GB");
  });
});
