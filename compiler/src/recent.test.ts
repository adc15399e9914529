import { expect, test } from "vitest";
import { Recent } from "./recent.ts";

test("what is asked for stays, what is not is forgotten", () => {
  const recent = new Recent<number>();
  recent.set("kept", 1);
  recent.set("left", 2);
  for (let turn = 0; turn < 200; turn += 1) {
    recent.turn();
    expect(recent.get("kept")).toBe(1);
  }
  expect(recent.get("left")).toBeUndefined();
});
