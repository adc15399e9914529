import { expect, test } from "vitest";
import { fit, pan, zoom } from "./view-port.ts";

const room = { width: 1_000, height: 500 };

test("a drawing is shown as a whole, in the middle", () => {
  const { scale, x, y } = fit({ width: 2_000, height: 100 }, room);
  expect([x, x + 2_000 * scale]).toEqual([16, 984]);
  expect(y + 50 * scale).toBe(250);
  expect(fit({ width: 10, height: 10 }, room).scale).toBe(1.25);
});

test("where it could not be read it is cut, and begins at the left", () => {
  expect(fit({ width: 2_000, height: 100 }, room, 0.7)).toEqual({ scale: 0.7, x: 16, y: 215 });
});

test("the point under the pointer stays where it is", () => {
  const before = { x: 40, y: -30, scale: 0.8 };
  const at = { x: 300, y: 200 };
  const after = zoom(before, 1.7, at);
  expect((at.x - after.x) / after.scale).toBeCloseTo((at.x - before.x) / before.scale);
  expect((at.y - after.y) / after.scale).toBeCloseTo((at.y - before.y) / before.scale);
  expect(zoom(before, 1e9, at).scale).toBe(8);
  expect(pan(before, 5, 6)).toEqual({ x: 45, y: -24, scale: 0.8 });
});
