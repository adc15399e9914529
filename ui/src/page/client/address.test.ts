import { expect, test } from "vitest";
import { addressOf, readAddress } from "./address.ts";

test.each([
  ["", {}],
  ["#run=2026-1", { run: "2026-1" }],
  ["#run=a%26b&task=0&node=pdf%2F1%3A%C3%A9", { run: "a&b", task: 0, node: "pdf/1:é" }],
])("an address names what is looked at: %s", (hash, place) => {
  expect(readAddress(hash)).toEqual({ place });
  expect(readAddress(addressOf(place))).toEqual({ place });
});

test("the token is told apart from the place, and never stands in an address that the page makes", () => {
  const { place, token } = readAddress("#token=secret&run=a");
  expect([place, token]).toEqual([{ run: "a" }, "secret"]);
  expect(addressOf(place)).toBe("#run=a");
});

test.each(["#task=-1", "#task=1.5", "#task=x", "#run=&node=", "#%"])(
  "what means nothing is passed over: %s",
  (hash) => {
    expect(readAddress(hash).place).toEqual({});
  },
);
