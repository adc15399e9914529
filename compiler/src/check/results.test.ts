import { describe, test } from "vitest";
import { expectCheck } from "../testing/expect-check.ts";

const tasks = `task a(n: int) -> int = n
task b(n: int) -> int = n
task all_of(n: int[]) -> int = 1
task told(n: Outcome<int>[]) -> int = 1
edge a -> a, b, all_of, told
edge b -> b, told
`;

describe("the result of a node", () => {
  test("is known where the rule saw it done, also by a rule inside", () => {
    expectCheck(`${tasks}when a done as x: b(x.result)
when b added:
  let n = a(1)
  when n done: b(n.result + n.args.n)
  when n failed: b(n.error.length)
  when n settled: if n.outcome.ok: b(n.outcome.value)
`);
  });

  test("is not known of a node that this body makes, or that was only seen added", () => {
    expectCheck(`${tasks}when b added:
  let n = a(1)
  b(n.result)
      ^^^^^^ ADG3003 The result of this "a" node is not known here: only a rule on "done" knows it.
when a added as x: b(x.result)
                       ^^^^^^ ADG3003
when a failed as x: b(x.outcome.value)
                        ^^^^^^^ ADG3003
when a settled as x: b(x.error.length)
                         ^^^^^ ADG3003
`);
  });

  test("is not there to pass on where the node was seen failed or settled", () => {
    expectCheck(`${tasks}when a failed as x: b(x)
                      ^ ADG3003
when a settled as x: all_of([1, x])
                                ^ ADG3003
when a failed as x: b(1) after x
`);
  });
});

describe("an argument of a node that has not ended", () => {
  test("is known where no add passes a node for it", () => {
    expectCheck(`${tasks}when b added: a(1)
when a added as x: b(x.args.n)
when a done as x: b(x)
when b done as x: b(x.args.n)
when b added as x: b(x.args.n)
                            ^ ADG3003
when b settled as x: told([]) key x.args
                                    ^^^^ ADG3003
`);
  });
});

describe("a gather", () => {
  test("knows the results of its nodes where the rule waits for all of them", () => {
    expectCheck(`${tasks}when all a done: b(sum([x.result for x in all a]))
when all a done as xs: b(xs[0].result)
when all a settled: b(count([x.outcome for x in all a]))
when no more a: b(sum([x.result for x in all a]))
                         ^^^^^^ ADG3003
when a done as y, all b done under y: b(sum([x.result for x in all b under y]))
when a done as y, all b done under y: b(sum([x.result for x in all b]))
                                               ^^^^^^ ADG3003
`);
  });

  test("that is tolerant stands as a whole argument, and elsewhere only where all have settled", () => {
    expectCheck(`${tasks}output good: int[] = succeeded a
when no more a:
  all_of(succeeded a)
  told(settled a)
  b(count(succeeded a))
          ^^^^^^^^^^^ ADG3003
when all a settled:
  b(count(succeeded a))
  b(sum([x.result for x in succeeded a]))
  told([x.outcome for x in settled a])
`);
  });
});
