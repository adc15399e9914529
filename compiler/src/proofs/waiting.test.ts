import { describe, expect, test } from "vitest";
import { expectProofs } from "../testing/expect-check.ts";

describe("waiting that can never end is refused", () => {
  test("where the rule leads, over others, to what it waits for; each rule on the way is named", () => {
    const [circle] = expectProofs(`task pdf() -> int = 1
task merge(n: int[]) -> int = 1
task index(n: int) -> int = n
edge pdf -> merge -> index -> pdf
start: pdf()
when no more pdf: merge(all pdf)
     ^^^^^^^^^^^ ADG5001 This rule waits for no more "pdf", and can itself lead to one: pdf → merge → index → pdf.
when merge done as m: index(m)
when index done: pdf()
`);
    expect(circle?.related.map(({ message }) => message)).toEqual([
      '"when no more pdf" can add "merge".',
      '"when merge done as m" can add "index".',
      '"when index done" can add "pdf".',
    ]);
  });

  test("where two rules wait for each other, once", () => {
    expectProofs(`task a() -> int = 1
task b() -> int = 1
start:
  a()
  b()
when no more a: b()
     ^^^^^^^^^ ADG5001 This rule waits for no more "a", and can itself lead to one: a → b → a.
when no more b: a()
`);
  });

  test("where each of two rules leads to what it waits for, at both", () => {
    expectProofs(`task a() -> int = 1
task b() -> int = 1
start: a()
when no more a: a()
     ^^^^^^^^^ ADG5001
when all b done: b()
     ^^^^^^^^^^ ADG5001
`);
  });

  test("where a rule inside adds it, once, at the outer wait", () => {
    expectProofs(`task a() -> int = 1
start: a()
when no more a:
     ^^^^^^^^^ ADG5001 This rule waits for no more "a", and can itself lead to one: a → a.
  when all a settled: a()
`);
  });

  test("where a rule around it is made by what it adds", () => {
    expectProofs(`task a() -> int = 1
task b() -> int = 1
edge a -> b -> a
start: a()
when a done as x where x.result > 0:
  when no more a: b() key 1
       ^^^^^^^^^ ADG5001 This rule waits for no more "a", and can itself lead to one: a → b → a.
when b done as y: a()
`);
  });

  test("in a workflow, by the nodes of a use of it alone", () => {
    expectProofs(`task a() -> int = 1
edge a -> inner
workflow inner():
  start: a()
  when no more a: a()
       ^^^^^^^^^ ADG5001
start: a()
when a done: inner()
`);
  });
});

describe("waiting that ends is accepted", () => {
  test("where a rule in a workflow adds what a rule outside waits for", () => {
    expectProofs(`task a() -> int = 1
workflow inner():
  start: a()
start: a()
when no more a: inner()
`);
  });

  test("where a key met again brings along what was made from its node", () => {
    expectProofs(`task a() = null
task b() = null
task c() = null
edge a -> b -> c
start:
  a()
  let n = b() key 0
  c() after n
when a done as x, no more c under x: b() key 0
                  ^^^^^^^^^^^^^^^^^ ADG5001 This rule waits for no more "c" under "x", and can itself lead to one: c → b → c.
`);
  });

  test("where a key met again brings along a node that a rule inside waits for", () => {
    expectProofs(`task a() = null
task b() = null
task c() = null
task slow() = null
edge a -> b -> slow -> c
start:
  a()
  let n = b() key 0
  let s = slow() after n
  when s done: c()
when a done as x, no more c under x: b() key 0
                  ^^^^^^^^^^^^^^^^^ ADG5001 This rule waits for no more "c" under "x", and can itself lead to one: c → b → slow → c.
`);
  });

  test("where what would lead back can never come", () => {
    expectProofs(`task a() -> int = 1
task b() -> int = 1
task ghost() -> int = 1
edge ghost -> a
start: a()
when no more a: b()
when ghost done: a()
     ^^^^^ ADG5002
`);
  });

  test("where a list that a name holds is waited for", () => {
    expectProofs(`task a() -> int = 1
edge a -> a
start: a()
when a done as x where x.result > 3:
  let y = a()
  when y done: a()
`);
  });
});

describe("under a node", () => {
  test("a round's gather may make the next round", () => {
    expectProofs(`task round(n: int) -> int = n
task trial(n: int) -> int = n
task judge(xs: int[]) -> int = 1
edge round -> trial -> judge -> round
edge round -> judge
start: round(1)
when round done as r: trial(r)
when round done as r, no more trial under r: judge(all trial under r)
when judge done as j where j.result > 0: round(j)
`);
  });

  test("a round that is made with its first trial is sound: the trial is under the new round", () => {
    expectProofs(`task round(n: int) -> int = n
task trial(n: int) -> int = n
edge round -> round, trial
start: round(1)
when round done as r, no more trial under r where r.result > 0:
  let next = round(r)
  trial(next)
`);
  });

  test("a trial of this round may not be made when this round has no more", () => {
    expectProofs(`task round(n: int) -> int = n
task trial(n: int) -> int = n
edge round -> trial
start: round(1)
when round done as r, no more trial under r: trial(r)
                      ^^^^^^^^^^^^^^^^^^^^^ ADG5001 This rule waits for no more "trial" under "r", and can itself lead to one: trial → trial.
`);
  });

  test("no more rounds under a round cannot make a round", () => {
    expectProofs(`task round(n: int) -> int = n
edge round -> round
start: round(1)
when round done as r, no more round under r where r.result > 0: round(r)
                      ^^^^^^^^^^^^^^^^^^^^^ ADG5001
`);
  });

  test("a node without a key meets no other, so it brings nothing along", () => {
    expectProofs(`task a() = null
task b() = null
task c() = null
edge a -> b -> c
start:
  a()
  let n = b() key 0
  c() after n
when a done as x, no more c under x: b()
`);
  });

  test("a rule inside may wait, with what the rule around it has made", () => {
    expectProofs(`task round(n: int) -> int = n
task prep(n: int) -> int = n
task trial(n: int) -> int = n
edge round -> prep, trial
edge prep, trial -> round
start: round(1)
when round done as r:
  let p = prep(r)
  for i in range(r.result): trial(r)
  when p done, no more trial under r where r.result > 0: round(p.result + count(all trial under r))
`);
  });

  test("a round that another joins with waits for all rounds", () => {
    expectProofs(`task round(n: int) -> int = n
task trial(n: int) -> int = n
edge round -> trial, round
edge trial -> trial
start: round(1)
when round done as r where r.result > 0: trial(r)
when round done as r, trial done as t where t.result > 3: trial(r.result + t.result)
when round done as r, no more trial under r where r.result > 0: round(r)
                      ^^^^^^^^^^^^^^^^^^^^^ ADG5001
`);
  });

  test("a gather of all rounds' trials waits for all rounds", () => {
    expectProofs(`task round(n: int) -> int = n
task trial(n: int) -> int = n
task judge(xs: int[]) -> int = 1
edge round -> trial, judge
edge trial -> judge -> round
start: round(1)
when round done as r: trial(r)
when round done as r, no more trial: judge(all trial)
                      ^^^^^^^^^^^^^ ADG5001 This rule waits for no more "trial", and can itself lead to one: trial → judge → round → trial.
when judge done as j where j.result > 0: round(j)
`);
  });

  test("a nested rule on nodes from before comes from what the rule around fires on, too", () => {
    expectProofs(`task sample(n: int) -> int = n
task part(n: int) -> int = n
task piece(n: int) -> int = n
task sum_up(n: int) -> int = n
edge sample -> part -> piece
edge sample -> sum_up
start: sample(1)
when sample done as s: part(s)
when sample done as s, no more piece under s: sum_up(s)
                       ^^^^^^^^^^^^^^^^^^^^^ ADG5001 This rule waits for no more "piece" under "s", and can itself lead to one: piece → sum_up → piece.
when sum_up done, no more part:
  for p in all part:
    when p done: piece(p)
`);
  });

  test("rounds that a key may bring back are not new", () => {
    expectProofs(`task sample(n: int) -> int = n
task part(n: int) -> int = n
task sum_up(n: int) -> int = n
edge sample -> part -> sample
edge sample -> sum_up
start: sample(1)
when sample done as s: part(s) key s.result % 3
when part done as p where p.result > 0: sample(p)
when sample done as s, no more sum_up under s: sum_up(s)
                       ^^^^^^^^^^^^^^^^^^^^^^ ADG5001
`);
  });

  test("sums of sums, per sample and per dataset, may make the next dataset", () => {
    expectProofs(`task dataset(n: int) -> int = n
task sample(n: int) -> int = n
task measure(n: int) -> int = n
task sub(xs: int[]) -> int = 1
task total(xs: int[]) -> int = 1
edge dataset -> sample -> measure -> sub -> total -> dataset
edge sample -> sub
edge dataset -> total
start: dataset(1)
when dataset done as d:
  for i in range(d.result): sample(i)
when sample done as s:
  for i in range(s.result): measure(i)
when sample done as s, no more measure under s: sub(all measure under s)
when dataset done as d, no more sub under d: total(all sub under d)
when total done as t where t.result > 0: dataset(t)
`);
  });

  test("two kinds of node under each other may wait for each other's, since that goes down for ever", () => {
    expectProofs(`task x(n: int) -> int = n
task y(n: int) -> int = n
task s(n: int) -> int = n
task t(n: int) -> int = n
edge x -> y, s
edge y -> x, t
start: x(1)
when x done as a where a.result > 0: y(a)
when y done as b where b.result > 0: x(b)
when x done as a, no more t under a: s(a)
when y done as b, no more s under b: t(b)
`);
  });
});
