import { expect, test } from "vitest";
import { outcomeOfState, stateOf } from "./task-state.ts";

const place = { task: "shop.charge", queue: "celery", register: "register it" };
const outcome = (meta: object | string): unknown =>
  outcomeOfState(stateOf(typeof meta === "string" ? meta : JSON.stringify(meta)), place);
const failure = (result: object, traceback: string | null = null): unknown =>
  outcome({ status: "FAILURE", result, traceback });

test("a result is the value, as it is", () => {
  expect(outcome({ status: "SUCCESS", result: { a: [1.5, null] } })).toEqual({ ok: true, value: { a: [1.5, null] } });
  expect(outcome('{"status":"SUCCESS","result":9007199254740991}')).toEqual({ ok: true, value: 2 ** 53 - 1 });
  expect(outcome('{"status":"SUCCESS","result":0.1234567890123456}')).toEqual({
    ok: true,
    value: 0.1234567890123456,
  });
  expect(outcome('{"status":"SUCCESS","result":"12345678901234567890"}')).toEqual({
    ok: true,
    value: "12345678901234567890",
  });
});

test("what is not over has no outcome", () => {
  for (const status of ["STARTED", "RETRY", "PENDING", "half way"])
    expect(outcome({ status, result: { pid: 1 } })).toBeUndefined();
});

test("what cannot be read is refused for good, and why is said", () => {
  const said = (message: string): unknown => ({ ok: false, final: true, failure: { code: "ADG7002", message } });
  expect(outcome('{"status":"SUCCESS","result":-Infinity}')).toEqual(said("result: expected JSON, got -Infinity"));
  expect(outcome('{"status":"SUCCESS","result":9007199254740993}')).toEqual(
    said("result: expected JSON, got a whole number beyond 2^53, which would lose digits"),
  );
  expect(outcome("\u0080\u0004\u0095 pickled")).toEqual(
    said("result: expected JSON, which Celery keeps where the workers' result_serializer is json"),
  );
});

test("an exception is told as Python does, with the user's own places", () => {
  const traceback = `Traceback (most recent call last):
  File "/usr/lib/python3/dist-packages/celery/app/trace.py", line 451, in trace_task
    R = retval = fun(*args, **kwargs)
  File "/srv/shop/tasks.py", line 7, in charge
    pay()
  File "/srv/shop/bank.py", line 3, in pay
    raise Refused("no")
shop.bank.Refused: no
`;
  expect(failure({ exc_type: "Refused", exc_module: "shop.bank", exc_message: ["no"] }, traceback)).toEqual({
    ok: false,
    failure: {
      code: "ADG7004",
      message: "shop.bank.Refused: no",
      trace: ["/srv/shop/bank.py:3", "/srv/shop/tasks.py:7"],
    },
  });
  expect(failure({ exc_type: "OSError", exc_module: "builtins", exc_message: [2, "gone"] })).toMatchObject({
    failure: { message: "OSError: 2, gone" },
  });
  expect(failure({ exc_type: "KeyError", exc_module: "builtins", exc_message: [] })).toMatchObject({
    failure: { message: "KeyError" },
  });
});

test("what no other attempt would change is final", () => {
  expect(failure({ exc_type: "NotRegistered", exc_module: "celery.exceptions", exc_message: ["'x'"] })).toMatchObject({
    final: true,
    failure: { message: 'the workers of the queue "celery" know no task "shop.charge": register it' },
  });
  expect(
    outcome({ status: "REVOKED", result: { exc_type: "TaskRevokedError", exc_message: ["expired"] } }),
  ).toMatchObject({
    final: true,
    failure: { message: "was revoked in Celery: expired" },
  });
});

test("whatever lies there, it has a meaning", () => {
  for (const text of ["", "null", "[]", '{"status":7}', '{"status":"FAILURE"}', '{"status":"REVOKED","result":"x"}'])
    expect(() => outcome(text)).not.toThrow();
});
