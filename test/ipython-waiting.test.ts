/** Which calls travel to an engine together, as the bridge decides it: no cluster is needed for that. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const program = `
import json, sys
sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
from adg_waiting import WaitingCalls

def order(n, task="t", text=""):
    return {"call": n, "task": task, "program": "p", "text": text}

def numbers(orders):
    return [each["call"] for each in orders]

said = {}
calls = WaitingCalls()
for n in range(10):
    calls.add(order(n))
said["unknown"] = numbers(calls.take(2))
calls.note(order(0), 0.001)
said["short"] = numbers(calls.take(2))
said["alone"] = numbers(calls.take(4))
calls.give_back([order(5), order(6)])
said["back"] = numbers(calls.take(1))
for n in range(20, 24):
    calls.add(order(n))
calls.note(order(0), 0.04)
said["full"] = numbers(calls.take(1))
calls.note(order(0), 5)
said["long"] = numbers(calls.take(1))
for _ in range(100):
    calls.note(order(0), 0.001)
calls.add(order(30, "other"))
said["others"] = numbers(calls.take(1))
calls = WaitingCalls()
calls.note(order(0), 0.0001)
for n in range(3):
    calls.add(order(n, text="x" * 600_000))
said["large"] = numbers(calls.take(1))
print(json.dumps(said))
`;

test("short calls travel together, no more than an engine's part of them; long, unknown and large ones alone", () => {
  const folder = fileURLToPath(new URL("../runtime/python", import.meta.url));
  const { stdout, stderr } = spawnSync("python3", ["-B", "-c", program, folder], { encoding: "utf8" });
  expect(stderr).toBe("");
  expect(JSON.parse(stdout)).toEqual({
    unknown: [0],
    short: [1, 2, 3, 4, 5],
    alone: [6],
    back: [5, 6, 7, 8, 9],
    full: [20, 21],
    long: [22],
    others: [23],
    large: [0],
  });
});
