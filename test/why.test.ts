import { describe, expect, it } from "vitest";
import { defineWorkflow, holds, rule, task } from "@adg/runtime";
import { nodeId } from "../runtime/src/identity.ts";
import { selectNode, selectRule, usualLimits, whyRule } from "@adg/runtime/why";
import { PlayedRun } from "./support/played-run.ts";
import { tempFolder } from "./support/temp-folder.ts";

const folder = tempFolder();
let count = 0;
const play = (text: string): Promise<PlayedRun> => PlayedRun.of(text, folder, `program-${(count += 1)}`);

const minute = 60_000;

const surveys = `
task survey(name: string) -> string[] from "./tasks.ts":
  retry 2
task pdf(source: string) -> file from "./tasks.ts"
task merge(pages: file[]) -> file from "./tasks.ts"
edge survey -> pdf -> merge
start:
  for name in ["one", "two", "three"]: survey(name)
when survey done as s:
  for source in s.result: pdf(source)
when no more pdf: merge(all pdf)
when all pdf done: merge([])
when pdf failed as p: merge([])
rule big when at least 5 pdf done: merge([])
rule pairs when every 2 pdf done as ps: merge(ps)
`;

async function surveyed(): Promise<PlayedRun> {
  const run = await play(surveys);
  run.succeed('survey "one"', ["a", "b"]).succeed('survey "two"', ["c"]).fail('survey "three"', "no net");
  return run.see('survey "three"', { kind: "running", attempt: 2, since: run.now - 3 * minute });
}

/** All surveys have ended, the last of them for good without success. */
async function surveyedInPart(): Promise<PlayedRun> {
  const run = await surveyed();
  return run.fail('survey "three"', "no net").fail('survey "three"', "no net");
}

describe("a rule", () => {
  it("waits for no more: which rule may still add, because of which nodes", async () => {
    const run = await surveyed();
    expect(run.rule("when no more pdf")).toMatchInlineSnapshot(`
      "rule "when no more pdf" (line 11) has not fired yet
        "no more pdf" waits: rule "when survey done as s" (line 9) may still add pdf
          survey "three" is running since 3 min (attempt 2)"
    `);
  });

  it("waits for all: those that have not ended, and what may still come", async () => {
    const run = await surveyed();
    run.succeed('pdf "a"', "/a");
    expect(run.rule("when all pdf done")).toMatchInlineSnapshot(`
      "rule "when all pdf done" (line 12) has not fired yet
        "all pdf done" waits (1 of 3 ended):
          pdf "b" is running
          pdf "c" is running
          rule "when survey done as s" (line 9) may still add pdf
            survey "three" is running since 3 min (attempt 2)"
    `);
  });

  it("waits for a number of nodes, and then cannot reach it any more", async () => {
    const run = await surveyedInPart();
    run.succeed('pdf "a"', "/a");
    expect(run.rule("big")).toMatchInlineSnapshot(`
      "rule big (line 14) has not fired yet
        "at least 5 pdf done" waits (1 of 5):
          pdf "b" is running
          pdf "c" is running"
    `);
    run.succeed('pdf "b"', "/b").succeed('pdf "c"', "/c");
    expect(run.rule("big")).toMatchInlineSnapshot(`
      "rule big (line 14) never fired, and cannot any more
        "at least 5 pdf done" cannot hold any more: 3 of 5, and no more can come"
    `);
  });

  it("has fired for some groups and waits for the next", async () => {
    const run = await surveyed();
    run.succeed('pdf "a"', "/a").succeed('pdf "b"', "/b").succeed('pdf "c"', "/c");
    expect(run.rule("pairs")).toMatchInlineSnapshot(`
      "rule pairs (line 15) has fired once, and may fire again
        it added merge
        "every 2 pdf done" waits (1 of 2): rule "when survey done as s" (line 9) may still add pdf
          survey "three" is running since 3 min (attempt 2)"
    `);
  });

  it("is blocked by a failure, once no more can come", async () => {
    const run = await surveyedInPart();
    expect(run.rule("when no more pdf")).toMatchInlineSnapshot(`
      "rule "when no more pdf" (line 11) is blocked
        "no more pdf" is blocked: survey "three" failed: no net"
    `);
  });

  it("has fired on some nodes and may fire on others", async () => {
    const run = await surveyed();
    expect(run.rule("when survey done as s")).toMatchInlineSnapshot(`
      "rule "when survey done as s" (line 9) has fired twice, and may fire again
        on survey "one" it added pdf "a" and pdf "b"
        on survey "two" it added pdf "c"
        "survey done" waits (2 so far): survey "three" is running since 3 min (attempt 2)"
    `);
  });

  it("never fired and cannot: what there was, and how it ended", async () => {
    const run = await surveyedInPart();
    for (const name of ["a", "b", "c"]) run.succeed(`pdf "${name}"`, `/${name}`);
    expect(run.rule("when pdf failed as p")).toMatchInlineSnapshot(`
      "rule "when pdf failed as p" (line 13) never fired, and cannot any more
        "pdf failed" was never met: of the pdf nodes 3 succeeded, and no more can come"
    `);
  });

  it("never fired and cannot, since the rules before it never did", async () => {
    const run = await play(`
task plan(n: int) -> int from "./tasks.ts"
task review(n: int) -> int from "./tasks.ts"
task mend(n: int) -> int from "./tasks.ts"
edge plan -> review -> mend
start:
  plan(1)
when plan failed as p: review(p.args.n)
when review done as r: mend(r.result)
`);
    run.succeed("plan 1", 1);
    expect(run.rule("when review done as r")).toMatchInlineSnapshot(`
      "rule "when review done as r" (line 9) never fired, and cannot any more
        "review done" was never met: no review was ever added, and no more can come
          rule "when plan failed as p" (line 8) never fired
            "plan failed" was never met: of the plan nodes 1 succeeded, and no more can come"
    `);
  });

  it("waits for another rule that waits, all the way down", async () => {
    const run = await play(`
task fetch(url: string) -> string from "./tasks.ts"
task page(text: string) -> string from "./tasks.ts"
task index(pages: string[]) -> string from "./tasks.ts"
task site(indices: string[]) -> string from "./tasks.ts"
edge fetch -> page -> index -> site
start:
  fetch("a")
when fetch done as f: page(f.result)
when no more page: index(all page)
when no more index: site(all index)
`);
    expect(run.rule("when no more index")).toMatchInlineSnapshot(`
      "rule "when no more index" (line 11) has not fired yet
        "no more index" waits: rule "when no more page" (line 10) may still add index
          "no more page" waits: rule "when fetch done as f" (line 9) may still add page
            fetch "a" is running"
    `);
  });

  it("waits for what is under one node, and says of each where it stands", async () => {
    const run = await play(`
task sample(name: string) -> int from "./tasks.ts"
task align(n: int) -> int from "./tasks.ts"
task sort(n: int) -> int from "./tasks.ts"
task merge(ns: int[]) -> int from "./tasks.ts"
edge sample -> align -> sort -> merge
edge sample -> merge
start:
  for name in ["a", "b", "c"]: sample(name)
when sample done as s:
  for n in range(s.result): align(n)
when align done as a: sort(a)
when sample done as s, no more sort under s: merge(all sort under s)
`);
    run.succeed('sample "a"', 2).succeed('sample "b"', 1).succeed("#3", 1);
    expect(run.rule("13")).toMatchInlineSnapshot(`
      "rule "when sample done as s, no more sort under s" (line 13) has not fired yet
        for sample "a":
          "no more sort under s" waits: rule "when align done as a" (line 12) may still add sort
            align 1 is running
        for sample "b":
          "no more sort under s" waits: rule "when align done as a" (line 12) may still add sort
            align 0 is running
        "sample done" waits (2 so far): sample "c" is running"
    `);
  });

  it("waits since kinds of node lead to each other in a circle, which is told once", async () => {
    const run = await play(`
task page(url: string) -> string[] from "./tasks.ts"
task link(url: string) -> string from "./tasks.ts"
task index(pages: string[]) -> string from "./tasks.ts"
edge page -> link -> page -> index
start:
  page("/")
when page done as p:
  for url in p.result: link(url)
when link done as l: page(l.result)
when no more page despite failures: index([])
`);
    run.succeed('page "/"', ["/a", "/b"]);
    run.succeed('link "/a"', "/a");
    expect(run.rule("when no more page despite failures")).toMatchInlineSnapshot(`
      "rule "when no more page despite failures" (line 11) has not fired yet
        "no more page despite failures" waits: rule "when link done as l" (line 10) may still add page
          link "/b" is running
          more link may come: rule "when page done as p" (line 8) may still add link
            page "/a" is running
            more page may come (see above)"
    `);
  });

  it("waits for running nodes that may append others", async () => {
    const run = await play(`
task crawl(url: string) -> string from "./tasks.ts" spawns page
task page(url: string) -> string from "./tasks.ts"
task index(pages: string[]) -> string from "./tasks.ts"
edge crawl -> page -> index
start:
  crawl("/")
when no more page: index(all page)
`);
    expect(run.rule("when no more page")).toMatchInlineSnapshot(`
      "rule "when no more page" (line 8) has not fired yet
        "no more page" waits: crawl may append page as it runs
          crawl "/" is running"
    `);
  });

  it("has turned candidates down", async () => {
    const run = await play(`
task check(name: string) -> int from "./tasks.ts"
task note(n: int) from "./tasks.ts"
edge check -> note
start:
  for name in ["a", "b", "c", "d"]: check(name)
when check done as c where c.result > 5: note(c.result)
`);
    run.succeed('check "a"', 1).succeed('check "b"', 2).succeed('check "c"', 3);
    expect(run.rule("7")).toMatchInlineSnapshot(`
      "rule "when check done as c where c.result > 5" (line 7) has not fired yet
        its "where" did not hold for 3 candidates:
          check "a"
          check "b"
          check "c"
        "check done" waits (3 so far): check "d" is running"
    `);
    run.succeed('check "d"', 4);
    expect(run.rule("7")).toMatchInlineSnapshot(`
      "rule "when check done as c where c.result > 5" (line 7) never fired, and cannot any more
        its "where" did not hold for 4 candidates, such as:
          check "a"
          check "b"
          check "c""
    `);
  });

  it("joins nodes of which one side is missing", async () => {
    const run = await play(`
task left(k: int) -> int from "./tasks.ts"
task right(k: int) -> int from "./tasks.ts"
task pair(k: int) from "./tasks.ts"
edge left, right -> pair
start:
  left(1)
  right(2)
when left done as l, right done as r where l.result == r.result: pair(l.result)
`);
    run.succeed("left 1", 1);
    expect(run.rule("9")).toMatchInlineSnapshot(`
      "rule "when left done as l, right done as r where l.result == r.result" (line 9) has not fired yet
        "left done" holds (1 so far)
        "right done" waits: right 2 is running"
    `);
    run.fail("right 2");
    expect(run.rule("9")).toMatchInlineSnapshot(`
      "rule "when left done as l, right done as r where l.result == r.result" (line 9) never fired, and cannot any more
        "right done" was never met: of the right nodes 1 failed, and no more can come"
    `);
  });

  it("has joined some nodes, and others have found none", async () => {
    const run = await play(`
task left(k: int) -> int from "./tasks.ts"
task right(k: int) -> int from "./tasks.ts"
task pair(k: int) from "./tasks.ts"
edge left, right -> pair
start:
  for k in [1, 2, 3]: left(k)
  for k in [1, 4]: right(k)
when left done as l, right done as r where l.args.k == r.args.k: pair(l.result)
`);
    for (const k of [1, 2, 3]) run.succeed(`left ${k}`, k);
    for (const k of [1, 4]) run.succeed(`right ${k}`, k);
    expect(run.rule("9")).toMatchInlineSnapshot(`
      "rule "when left done as l, right done as r where l.args.k == r.args.k" (line 9) has fired once, and will not again
        on left 1 and right 1 it added pair 1
        2 left nodes and 1 right node met a condition of it, but are in no firing"
    `);
  });

  it("waits for the node with a key", async () => {
    const run = await play(`
task check(n: int) -> int from "./tasks.ts"
task note(n: int) from "./tasks.ts"
edge check -> check -> note
start:
  check(1) key "one"
when check done as c:
  check(2) key "two"
when check["two"] done as c: note(c.result)
`);
    expect(run.rule("9")).toMatchInlineSnapshot(`
      "rule "when check["two"] done as c" (line 9) has not fired yet
        "check["two"] done" waits: rule "when check done as c" (line 7) may still add check
          check "one" is running
          more check may come (see above)"
    `);
    run.succeed('check "one"', 1);
    expect(run.rule("9")).toMatchInlineSnapshot(`
      "rule "when check["two"] done as c" (line 9) has not fired yet
        "check["two"] done" waits: check "two" is running"
    `);
  });

  it("is nested, and waits for a node and a list that the rule around it made", async () => {
    const run = await play(`
task check(name: string) -> boolean from "./tasks.ts"
task pdf(source: string) -> file from "./tasks.ts"
task merge(pages: file[]) -> file from "./tasks.ts"
edge check -> pdf -> merge
start:
  check("x")
when check done as c:
  let cover = pdf("cover")
  let pages = [pdf(s) for s in ["a", "b"]]
  when cover done, all pages done: merge([cover] + pages)
`);
    expect(run.rule("11")).toMatchInlineSnapshot(`
      "rule "when cover done, all pages done" (line 11) has not fired yet
        rule "when check done as c" (line 8) may still fire, and make it
          check "x" is running"
    `);
    run.succeed('check "x"', true);
    expect(run.rule("11")).toMatchInlineSnapshot(`
      "rule "when cover done, all pages done" (line 11) has not fired yet
        for check "x":
          "cover done" waits: pdf "cover" is running"
    `);
    run.succeed('pdf "cover"', "/cover").succeed('pdf "a"', "/a");
    expect(run.rule("11")).toMatchInlineSnapshot(`
      "rule "when cover done, all pages done" (line 11) has not fired yet
        for pdf "cover":
          "all pages done" waits (1 of 2 ended): pdf "b" is running"
    `);
    run.fail('pdf "b"', "no ink");
    expect(run.rule("11")).toMatchInlineSnapshot(`
      "rule "when cover done, all pages done" (line 11) never fired, and cannot any more
        pdf "b" failed: no ink"
    `);
  });

  it("is blocked by root failures, not by what was skipped for them", async () => {
    const run = await play(`
task fetch(url: string) -> string from "./tasks.ts"
task page(text: string) -> string from "./tasks.ts"
task image(text: string) -> string from "./tasks.ts"
task index(images: string[]) -> string from "./tasks.ts"
edge fetch -> page -> image -> index
start:
  for url in ["a", "b"]:
    page(fetch(url))
when page done as p: image(p.result)
when no more image: index(all image)
when no more image despite failures: index([])
`);
    run.fail('fetch "a"', "no net").succeed('fetch "b"', "b").succeed('page "b"', "b");
    run.succeed('image "b"', "b");
    expect(run.rule("when no more image")).toMatchInlineSnapshot(`
      "rule "when no more image" (line 11) is blocked
        "no more image" is blocked: fetch "a" failed: no net"
    `);
    expect(run.node("#1")).toMatchInlineSnapshot(`
      "page (page-5091d8d4635c) was skipped
        it needs what failed
          fetch "a" failed: no net
        rule "start" (line 7) added it"
    `);
  });

  it("waits since what failed may be missing, and that hangs on what has not ended", async () => {
    const run = await play(`
task fetch(url: string) -> string from "./tasks.ts"
task page(text: string) -> string from "./tasks.ts"
task image(n: int) -> string from "./tasks.ts"
task index(n: int) -> string from "./tasks.ts"
edge fetch -> page -> image -> index
start:
  page("a")
  page("b")
  image(1)
when all page done: image(2)
when no more image: index(1)
`);
    run.fail('page "a"', "no net");
    expect(run.rule("when no more image")).toMatchInlineSnapshot(`
      "rule "when no more image" (line 12) has not fired yet
        "no more image" waits: no more can come, but what failed may have kept some away; that is known once these have ended
          page "a" failed: no net
          page "b" is running"
    `);
    run.succeed('page "b"', "b");
    expect(run.rule("when no more image")).toMatchInlineSnapshot(`
      "rule "when no more image" (line 12) is blocked
        "no more image" is blocked: page "a" failed: no net"
    `);
  });

  it("waits under a node for what may come from elsewhere: a key that may be met again", async () => {
    const run = await play(`
task site(name: string) -> string from "./tasks.ts"
task page(url: string) -> string from "./tasks.ts"
task link(url: string) -> string from "./tasks.ts"
task index(links: string[]) -> int from "./tasks.ts"
edge site -> page -> link -> index
edge site -> index
start:
  for name in ["a", "b"]: site(name)
when site done as s: page("shared") key "shared"
when page done as p: link(p.result)
when site done as s, no more link under s: index(all link under s)
`);
    run.succeed('site "a"', "a");
    expect(run.rule("12")).toMatchInlineSnapshot(`
      "rule "when site done as s, no more link under s" (line 12) has not fired yet
        for site "a":
          "no more link under s" waits: rule "when page done as p" (line 11) may still add link
            page "shared" is running
        "site done" waits (1 so far): site "b" is running"
    `);
  });

  it("waits under a node for a rule that gathers over all of them", async () => {
    const run = await play(`
task sample(name: string) -> int from "./tasks.ts"
task align(n: int) -> int from "./tasks.ts"
task joint(ns: int[]) -> int from "./tasks.ts"
task merge(ns: int[]) -> int from "./tasks.ts"
edge sample -> align -> joint -> merge
edge sample -> merge
start:
  for name in ["a", "b"]: sample(name)
when sample done as s: align(s.result)
when no more align: joint(all align)
when sample done as s, no more joint under s: merge(all joint under s)
`);
    run.succeed('sample "a"', 1).succeed("align 1", 1);
    expect(run.rule("12")).toMatchInlineSnapshot(`
      "rule "when sample done as s, no more joint under s" (line 12) has not fired yet
        for sample "a":
          "no more joint under s" waits: rule "when no more align" (line 11) may still add joint
            from elsewhere: "no more align" waits: rule "when sample done as s" (line 10) may still add align
              sample "b" is running
        "sample done" waits (1 so far): sample "b" is running"
    `);
  });

  it("waits for a predicate written in TypeScript, which never holds", () => {
    const part = task("part", { parameters: { n: "int" }, result: "int", run: (n: number) => n });
    const start = rule({ when: [], adds: [part], body: (to) => void to.add(part, [1]) });
    const many = rule({
      name: "many",
      when: [holds((graph) => graph.nodes(part).length > 1)],
      adds: [part],
      body: (to) => void to.add(part, [2]),
    });
    const run = new PlayedRun(
      defineWorkflow({ name: "by-hand", source: import.meta.url, tasks: [part], edges: [], rules: [start, many] }),
    );
    expect(run.rule("many")).toMatchInlineSnapshot(`
      "rule many has not fired yet
        its predicate waits: part 1 is running"
    `);
    run.succeed("part 1", 1);
    expect(run.state.finished).toBe(true);
    expect(run.rule("many")).toMatchInlineSnapshot(`
      "rule many never fired, and cannot any more
        its predicate never held"
    `);
  });

  it("stands in a workflow of which some uses have not ended, and further ones may come", async () => {
    const run = await play(`
task book(name: string) -> string[] from "./tasks.ts"
task page(name: string) -> file from "./tasks.ts"
task bind(pages: file[]) -> file from "./tasks.ts"
edge book -> chapter
edge page -> bind
start:
  book("one")
  book("two")
when book done as b:
  for c in b.result: chapter(c)
when no more chapter: bind([])
workflow chapter(name: string) -> file:
  output bind
  start:
    page(name)
  when page done as p: bind([p])
`);
    expect(run.rule("17")).toMatchInlineSnapshot(`
      "rule "when page done as p" (line 17) has not fired in workflow chapter yet
        more chapter may come: rule "when book done as b" (line 10) may still add chapter
          book "one" is running
          book "two" is running"
    `);
    run.succeed('book "one"', ["c1", "c2"]);
    expect(run.rule("17")).toMatchInlineSnapshot(`
      "rule "when page done as p" (line 17) has not fired in workflow chapter yet
        in workflow chapter "c1"
          "page done" waits: page "c1" is running
        in workflow chapter "c2"
          "page done" waits: page "c2" is running
        more chapter may come: rule "when book done as b" (line 10) may still add chapter
          book "two" is running"
    `);
    expect(run.node('chapter "c1"')).toMatchInlineSnapshot(`
      "chapter "c1" is a workflow that has not ended
        page "c1" is running
        rule "when book done as b" (line 10) added it on book "one""
    `);
  });

  it("did not fire since a rule's own code failed", async () => {
    const run = await play(`
task half(n: int) -> int from "./tasks.ts"
task note(n: number) from "./tasks.ts"
task end(n: int) from "./tasks.ts"
edge half -> note -> end
start:
  half(1)
  half(2)
when half done as h: note(1 / h.result)
when no more note: end(0)
`);
    run.succeed("half 1", 0);
    expect(run.rule("9")).toMatchInlineSnapshot(`
      "rule "when half done as h" (line 9) never fired, and cannot any more
        it failed: 1 cannot be divided by 0."
    `);
    expect(run.rule("10")).toMatchInlineSnapshot(`
      "rule "when no more note" (line 10) never fired, and cannot any more
        the run ended before it could: 1 cannot be divided by 0."
    `);
    expect(run.node("half 2")).toMatchInlineSnapshot(`
      "half 2 was cancelled
        1 cannot be divided by 0.
        rule "start" (line 6) added it"
    `);
  });

  it("is kept waiting by more than can be told: some examples, and how many more", async () => {
    const run = await play(`
task list(n: int) -> int from "./tasks.ts"
task part(n: int) -> int from "./tasks.ts"
task last(n: int) -> int from "./tasks.ts"
task sum(ns: int[]) -> int from "./tasks.ts"
edge list -> part -> last -> sum
start:
  list(1)
when list done as l:
  for n in range(l.result): part(n)
when part done as p: last(p.result)
when no more last: sum(all last)
`);
    run.succeed("list 1", 30_000);
    expect(run.rule("when no more last")).toMatchInlineSnapshot(`
      "rule "when no more last" (line 12) has not fired yet
        "no more last" waits: rule "when part done as p" (line 11) may still add last
          30,000 part nodes have not ended: 30,000 run
            part 0 is running
            part 1 is running
            part 2 is running
            and 29,997 more"
    `);
    const answer = whyRule(run.state, 3, run, { ...usualLimits, size: 5 });
    expect(JSON.stringify(answer).length).toBeLessThan(3000);
  });

  it("is kept waiting by nodes that could run: only those run that have begun", async () => {
    const run = await play(`
task list() -> int from "./tasks.ts"
task part(n: int) -> int from "./tasks.ts"
task last(n: int) -> int from "./tasks.ts"
task sum(ns: int[]) -> int from "./tasks.ts"
edge list -> part -> last -> sum
start: list()
when list done as l:
  for n in range(l.result): part(n)
when part done as p: last(p.result)
when no more last: sum(all last)
`);
    run.succeed("list", 6);
    const since = run.now - 2_000;
    for (const n of [2, 4]) run.see(`part ${n}`, { kind: "running", attempt: 1, since });
    for (const n of [0, 1, 3, 5])
      run.see(`part ${n}`, { kind: "not-begun", attempt: 1, turn: { kind: "concurrency", most: 2 } });
    expect(run.rule("when no more last")).toMatchInlineSnapshot(`
      "rule "when no more last" (line 11) has not fired yet
        "no more last" waits: rule "when part done as p" (line 10) may still add last
          6 part nodes have not ended: 2 run, 4 could run and have not begun
            part 2 is running since 2 s
            part 4 is running since 2 s
            part 0 waits for its turn: 2 nodes run already, and no more may at once
            and 3 more"
    `);
    for (const n of [0, 1, 2, 3, 4, 5])
      run.see(`part ${n}`, { kind: "not-begun", attempt: 1, turn: { kind: "paused" } });
    expect(run.rule("when no more last")).toContain("6 part nodes have not ended: 6 could run and have not begun\n");
  });
});

describe("a node", () => {
  const program = `
task fetch(url: string) -> string from "./tasks.ts":
  retry 3 backoff 1m
task page(text: string) -> string from "./tasks.ts"
task index(pages: string[]) -> string from "./tasks.ts"
edge fetch -> page -> index
start:
  let pages = [page(fetch(url)) for url in ["a", "b"]]
  index(pages)
`;

  it("waits for nodes that wait for others", async () => {
    const run = await play(program);
    run.succeed('fetch "a"', "A");
    expect(run.node("index")).toMatchInlineSnapshot(`
      "index waits for 2 nodes
        page (page-fa1ab676820b) waits for a node
          fetch "b" is running
        page "A" is running
        rule "start" (line 7) added it"
    `);
  });

  it("could run, and waits for its turn", async () => {
    const run = await play(program);
    run.fail('fetch "a"');
    run.see('fetch "a"', { kind: "not-begun", attempt: 2, turn: { kind: "retry", startsIn: 42_000 } });
    run.see('fetch "b"', { kind: "not-begun", attempt: 1, turn: { kind: "concurrency", most: 4 } });
    expect(run.node('fetch "a"')).toMatchInlineSnapshot(`
      "fetch "a" waits to be tried again, in 42 s (attempt 2)
        rule "start" (line 7) added it"
    `);
    expect(run.node('fetch "b"')).toMatchInlineSnapshot(`
      "fetch "b" waits for its turn: 4 nodes run already, and no more may at once
        rule "start" (line 7) added it"
    `);
  });

  it("was skipped for a failure, or failed itself", async () => {
    const run = await play(program);
    for (let attempt = 1; attempt <= 4; attempt += 1) run.fail('fetch "a"', "no net");
    run.succeed('fetch "b"', "B").succeed('page "B"', "B");
    expect(run.node("index")).toMatchInlineSnapshot(`
      "index was skipped
        it needs what failed
          fetch "a" failed: no net
        rule "start" (line 7) added it"
    `);
    expect(run.node('fetch "a"')).toMatchInlineSnapshot(`
      "fetch "a" failed
        no net
        rule "start" (line 7) added it"
    `);
  });
});

describe("what is asked about", () => {
  const program = `
task fetch(url: string) -> string from "./tasks.ts"
task page(text: string) -> string from "./tasks.ts"
edge fetch -> page
start:
  for url in ["a", "b", "b"]: fetch(url)
rule pages when fetch done as f: page(f.result)
when fetch failed as f: page("none")
`;

  const ruleOf = ({ state }: PlayedRun, asked: string): number | string => {
    const selected = selectRule(state.workflow, asked);
    return selected.kind === "found" ? selected.it : selected.message;
  };

  const nodeOf = ({ state }: PlayedRun, asked: string): number | string => {
    const selected = selectNode(state, asked);
    return selected.kind === "found" ? selected.it : selected.message;
  };

  it("is a rule by its line, its name, its head or a part of that", async () => {
    const run = await play(program);
    for (const asked of ["7", "line 7", "pages", "rule pages when fetch done as f", "fetch done"])
      expect(ruleOf(run, asked)).toBe(1);
    expect(ruleOf(run, "fetch failed as f")).toBe(2);
  });

  it("is no rule, or several: then the nearest are named", async () => {
    const run = await play(program);
    expect(ruleOf(run, "11")).toMatchInlineSnapshot(
      `"No rule matches "11"; did you mean "when fetch failed as f" (line 8), "rule pages when fetch done as f" (line 7) or "start" (line 5)?"`,
    );
    expect(ruleOf(run, "pagse")).toMatchInlineSnapshot(
      `"No rule matches "pagse"; did you mean "rule pages when fetch done as f" (line 7)?"`,
    );
    expect(ruleOf(run, "fetch")).toMatchInlineSnapshot(
      `"Several rules match "fetch": "rule pages when fetch done as f" (line 7), "when fetch failed as f" (line 8)."`,
    );
  });

  it("is a node by its number, its id, the beginning of that, or its task and its label", async () => {
    const run = await play(program);
    const id = nodeId(run.state, 1);
    for (const asked of ["1", "#1", id, id.slice(0, 9)]) expect(nodeOf(run, asked)).toBe(1);
    for (const asked of ['fetch "a"', "fetch a", 'fetch("a")']) expect(nodeOf(run, asked)).toBe(0);
  });

  it("is no node, or several: then the nearest are named", async () => {
    const run = await play(program);
    expect(nodeOf(run, "99")).toMatchInlineSnapshot(`"There is no node 99; the run has 3."`);
    expect(nodeOf(run, "fetch c")).toMatchInlineSnapshot(
      `"No fetch node matches "fetch c"; did you mean fetch "a" (fetch-2a044f291d99), fetch "b" (fetch-b07eb8ffa07f) or fetch "b" (fetch-f86bb1825bcc)?"`,
    );
    expect(nodeOf(run, "fetch b")).toMatchInlineSnapshot(
      `"Several nodes match "fetch b": fetch "b" (fetch-b07eb8ffa07f), fetch "b" (fetch-f86bb1825bcc)."`,
    );
    expect(nodeOf(run, "page")).toMatchInlineSnapshot(`"There is no page node."`);
    expect(nodeOf(run, "fecth")).toMatchInlineSnapshot(`"No node matches "fecth"; did you mean fetch?"`);
  });
});
