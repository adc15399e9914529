import { describe, expect, it } from "vitest";
import { nodeId } from "./identity.ts";
import { begin, step } from "./step.ts";
import { reportOf } from "./report.ts";
import type { Command, Event, Report } from "./event.ts";
import type { RunState } from "./state.ts";
import type { Appender, Bindings, NodeRef, Rule, Task, TaskHandle, Value, ValueType, Workflow } from "./workflow.ts";

const json: ValueType = { kind: "json" };

/** A task that the script of the test runs. */
const task = (name: string, parameters: string[] = []): Task => ({
  name,
  parameters: parameters.map((parameter) => ({ name: parameter, type: json })),
  result: json,
  implementation: { kind: "module", module: "file:///tasks.ts", name },
  line: 1,
});

const handle = (id: number): TaskHandle<unknown[], unknown> => ({ task: id });

interface Scenario {
  readonly tasks: readonly Task[];
  readonly edges: readonly (readonly [number, number])[];
  readonly rules: readonly (Partial<Rule> & Pick<Rule, "body">)[];
  readonly outputs?: Workflow["scopes"][number]["outputs"];
}

function workflowOf({ tasks, edges, rules, outputs = [] }: Scenario): Workflow {
  const all = rules.map((rule, id): Rule => ({
    scope: 0,
    text: `rule ${id}`,
    line: id + 1,
    conditions: [],
    sites: [],
    nested: [],
    ...rule,
  }));
  return {
    version: 1,
    name: "test",
    source: "file:///test.adg",
    types: {},
    tasks,
    edges,
    scopes: [
      {
        name: "test",
        parameters: [],
        rules: all.flatMap((rule, id) => (rule.parent === undefined ? [id] : [])),
        outputs,
      },
    ],
    rules: all,
  };
}

type Outcome = { readonly ok: Value } | { readonly fail: string };

/** Runs a workflow: `play` answers for each node; `pick` chooses which of the running nodes ends next. */
function play(
  workflow: Workflow,
  outcome: (task: string, args: readonly unknown[]) => Outcome,
  pick: (running: readonly number[]) => number = () => 0,
): { readonly state: RunState; readonly report: Report; readonly log: readonly string[] } {
  const state = begin(workflow);
  const running: number[] = [];
  const log: string[] = [];
  const take = (commands: readonly Command[]): void => {
    for (const command of commands) {
      if (command.kind === "submit") running.push(command.node);
      if (command.kind === "cancel") running.splice(running.indexOf(command.node), 1);
    }
  };
  const send = (event: Event): void => take(step(state, event));
  send({ kind: "started", inputs: {} });
  while (!state.finished && running.length === 0) send({ kind: "continued" });
  while (running.length > 0) {
    const [node] = running.splice(pick(running), 1) as [number];
    const name = workflow.tasks[state.graph.task(node)]?.name ?? "";
    log.push(`${name}(${JSON.stringify(state.graph.args(node)).slice(1, -1)})`);
    const answer = outcome(name, state.graph.args(node));
    send(
      "ok" in answer
        ? { kind: "succeeded", node, result: answer.ok }
        : { kind: "failed", node, failure: { code: "ADG7004", message: answer.fail } },
    );
  }
  expect(state.finished).toBe(true);
  return { state, report: reportOf(state, "test"), log };
}

const ref = (at: Bindings, name: string): NodeRef => at[name] as NodeRef;

/** survey -> pdf -> merge: `when survey done as s`, `when no more pdf`. */
const lateMerge = workflowOf({
  tasks: [task("survey", ["name"]), task("pdf", ["name"]), task("merge", ["pages"])],
  edges: [
    [0, 1],
    [1, 2],
  ],
  rules: [
    {
      sites: [
        { task: 1, sources: [], keyed: false },
        { task: 0, sources: [], keyed: false },
      ],
      body(to: Appender) {
        to.add(handle(1), 0, ["fixed"]);
        to.add(handle(0), 1, ["one"]);
        to.add(handle(0), 1, ["three"]);
      },
    },
    {
      conditions: [{ kind: "each", task: 0, event: "done", name: "s" }],
      sites: [{ task: 1, sources: [{ kind: "bound", rule: 1, condition: 0 }], keyed: false }],
      body(to, at) {
        const s = ref(at, "s");
        for (let i = 0; i < (s.result as number); i += 1)
          to.add(handle(1), 0, [`${(s.args as { name: string }).name}-${i}`], { from: s });
      },
    },
    {
      conditions: [{ kind: "no-more", task: 1, despite: false }],
      sites: [{ task: 2, sources: [{ kind: "gather", task: 1 }], keyed: false }],
      body(to) {
        to.add(handle(2), 0, [to.all(handle(1))]);
      },
    },
  ],
  outputs: [{ name: "book", mode: "one", task: 2, type: json, line: 1 }],
});

const surveys = (name: string, args: readonly unknown[]): Outcome => {
  if (name === "survey") return { ok: args[0] === "one" ? 1 : 3 };
  return { ok: name === "pdf" ? (args[0] as string) : (args[0] as string[]).join("+") };
};

describe("no more", () => {
  it("holds once no running node can lead to another, and the gather is in graph order", () => {
    for (let which = 0; which < 4; which += 1) {
      const { report } = play(lateMerge, surveys, (running) => which % running.length);
      expect(report.status).toBe("succeeded");
      expect(report.outputs["book"]).toBe("fixed+one-0+three-0+three-1+three-2");
      expect(report.edges).toEqual({ "survey->pdf": 4, "pdf->merge": 5 });
      expect(report.rules.map(({ state, fired }) => [state, fired])).toEqual([
        ["fired", 1],
        ["fired", 2],
        ["fired", 1],
      ]);
    }
  });

  it("is blocked where a failure may have kept nodes away, and says by which", () => {
    const { report } = play(lateMerge, (name, args) =>
      name === "survey" && args[0] === "one" ? { fail: "no such folder" } : surveys(name, args),
    );
    expect(report.status).toBe("failed");
    expect(report.rules[2]).toMatchObject({ state: "blocked", fired: 0, blocked: 1 });
    expect(report.rules[2]?.by).toHaveLength(1);
    expect(report.errors.map(({ code }) => code)).toEqual(["ADG7004", "ADG7010"]);
  });
});

describe("under", () => {
  /** group -> item -> sum: `when group done as g`, `when group done as g, no more item under g`. */
  const groups = workflowOf({
    tasks: [task("group", ["n"]), task("item", ["group", "i"]), task("sum", ["items"])],
    edges: [
      [0, 1],
      [1, 2],
      [0, 2],
    ],
    rules: [
      {
        sites: [{ task: 0, sources: [], keyed: false }],
        body(to) {
          for (let n = 1; n <= 3; n += 1) to.add(handle(0), 0, [n]);
        },
      },
      {
        conditions: [{ kind: "each", task: 0, event: "done", name: "g" }],
        sites: [{ task: 1, sources: [{ kind: "bound", rule: 1, condition: 0 }], keyed: false }],
        body(to, at) {
          const g = ref(at, "g");
          for (let i = 0; i < (g.result as number); i += 1) to.add(handle(1), 0, [g.result, i], { from: g });
        },
      },
      {
        conditions: [
          { kind: "each", task: 0, event: "done", name: "g" },
          { kind: "no-more", task: 1, under: { name: "g", task: 0 }, despite: false },
        ],
        sites: [
          {
            task: 2,
            sources: [
              { kind: "gather", task: 1, under: { name: "g", task: 0 } },
              { kind: "bound", rule: 2, condition: 0 },
            ],
            keyed: false,
          },
        ],
        body(to, at) {
          const g = ref(at, "g");
          to.add(handle(2), 0, [to.all(handle(1), g)], { from: g });
        },
      },
    ],
    outputs: [{ name: "sums", mode: "all", task: 2, type: json, line: 1 }],
  });

  const answer = (name: string, args: readonly unknown[]): Outcome => {
    if (name === "group") return { ok: args[0] as number };
    return { ok: name === "item" ? (args[1] as number) : (args[0] as number[]).length };
  };

  it("lets each group be reduced as soon as nothing more can come below it", () => {
    const { report, log } = play(groups, answer, (running) => running.length - 1);
    expect(report.outputs["sums"]).toEqual([1, 2, 3]);
    // The last group ends first, and its sum starts before the first group has even run.
    expect(log.indexOf("sum([0,1,2])")).toBeLessThan(log.indexOf("group(1)"));
    expect(report.edges).toEqual({ "group->item": 6, "item->sum": 6, "group->sum": 3 });
  });
});

describe("an id", () => {
  /** When `g` is done, `when a done as x, no more c` begins to listen: to what was done before, and to what comes. */
  const late = workflowOf({
    tasks: [task("g"), task("a"), task("b"), task("c")],
    edges: [[1, 2]],
    rules: [
      {
        sites: [
          { task: 0, sources: [], keyed: false },
          { task: 1, sources: [], keyed: false },
        ],
        body(to) {
          to.add(handle(0), 0, []);
          to.add(handle(1), 1, []);
        },
      },
      {
        conditions: [{ kind: "each", task: 0, event: "done" }],
        nested: [2],
        body: (to) => to.when(2, {}),
      },
      {
        parent: 1,
        conditions: [
          { kind: "each", task: 1, event: "done", name: "x" },
          { kind: "no-more", task: 3, despite: false },
        ],
        sites: [{ task: 2, sources: [{ kind: "bound", rule: 2, condition: 0 }], keyed: false }],
        body: (to, at) => void to.add(handle(2), 0, [], { from: ref(at, "x") }),
      },
    ],
  });

  it("is the same whether a rule listened first or its node was done first", () => {
    const ids = [0, 1].map((which) => {
      const { state } = play(
        late,
        () => ({ ok: 1 }),
        (running) => which % running.length,
      );
      return Array.from({ length: state.graph.size }, (_, node) => nodeId(state, node));
    });
    expect(ids[0]).toHaveLength(3);
    expect(ids[1]).toEqual(ids[0]);
  });
});

describe("a join", () => {
  const join = workflowOf({
    tasks: [task("left", ["k"]), task("right", ["k"]), task("pair", ["a", "b"])],
    edges: [
      [0, 2],
      [1, 2],
    ],
    rules: [
      {
        sites: [
          { task: 0, sources: [], keyed: false },
          { task: 1, sources: [], keyed: false },
        ],
        body(to) {
          for (const k of [1, 2, 2]) to.add(handle(0), 0, [k]);
          for (const k of [2, 3]) to.add(handle(1), 1, [k]);
        },
      },
      {
        conditions: [
          { kind: "each", task: 0, event: "done", name: "a" },
          { kind: "each", task: 1, event: "done", name: "b" },
        ],
        where: (at) => ref(at, "a").result === ref(at, "b").result,
        joins: [
          {
            left: 0,
            right: 1,
            leftKey: (at) => ref(at, "a").result as Value,
            rightKey: (at) => ref(at, "b").result as Value,
          },
        ],
        sites: [
          {
            task: 2,
            sources: [
              { kind: "bound", rule: 1, condition: 0 },
              { kind: "bound", rule: 1, condition: 1 },
            ],
            keyed: false,
          },
        ],
        body(to, at) {
          to.add(handle(2), 0, [ref(at, "a"), ref(at, "b")]);
        },
      },
    ],
  });

  it("fires once for each pair that satisfies the guard, in every order, and names what stayed alone", () => {
    for (let which = 0; which < 5; which += 1) {
      const { report } = play(
        join,
        (_name, args) => ({ ok: args[0] as Value }),
        (running) => which % running.length,
      );
      expect(report.nodes["pair"]).toEqual({ done: 2, failed: 0, skipped: 0 });
      expect(report.rules[1]).toMatchObject({ fired: 2, unmatched: { left: 1, right: 1 } });
    }
  });
});

describe("a failure", () => {
  it("skips what strictly needs it and nothing else", () => {
    const chain = workflowOf({
      tasks: [task("a"), task("b", ["a"]), task("c", ["b"])],
      edges: [
        [0, 1],
        [1, 2],
      ],
      rules: [
        {
          sites: [
            { task: 0, sources: [], keyed: false },
            { task: 1, sources: [{ kind: "made", rule: 0, site: 0 }], keyed: false },
            { task: 2, sources: [{ kind: "made", rule: 0, site: 1 }], keyed: false },
          ],
          body(to) {
            to.add(handle(2), 2, [to.add(handle(1), 1, [to.add(handle(0), 0, [])])]);
            to.add(handle(0), 0, []);
          },
        },
      ],
    });
    let first = true;
    const { report } = play(chain, () => {
      const answer: Outcome = first ? { fail: "broken" } : { ok: 1 };
      first = false;
      return answer;
    });
    expect(report.nodes).toEqual({
      a: { done: 1, failed: 1, skipped: 0 },
      b: { done: 0, failed: 0, skipped: 1 },
      c: { done: 0, failed: 0, skipped: 1 },
    });
    expect(report.errors.map(({ task: name }) => name)).toEqual(["a"]);
  });
});

describe("the laws", () => {
  it("refuse an edge type that is not declared", () => {
    const bad = workflowOf({
      tasks: [task("a"), task("b", ["a"])],
      edges: [],
      rules: [
        {
          sites: [
            { task: 0, sources: [], keyed: false },
            { task: 1, sources: [], keyed: false },
          ],
          body(to) {
            to.add(handle(1), 1, [to.add(handle(0), 0, [])]);
          },
        },
      ],
    });
    const { report } = play(bad, () => ({ ok: 1 }));
    expect(report.status).toBe("failed");
    expect(report.errors[0]).toMatchObject({ code: "ADG7005", rule: "rule 0" });
    expect(report.nodes["a"]).toEqual({ done: 0, failed: 0, skipped: 0 });
  });
});

describe("a step that does not fit into a turn", () => {
  const many = workflowOf({
    tasks: [task("a"), task("b", ["a"])],
    edges: [[0, 1]],
    rules: [
      {
        sites: [{ task: 0, sources: [], keyed: false }],
        body(to) {
          for (let n = 0; n < 10_000; n += 1) to.add(handle(0), 0, []);
        },
      },
      {
        conditions: [{ kind: "each", task: 0, event: "added", name: "a" }],
        sites: [{ task: 1, sources: [{ kind: "bound", rule: 1, condition: 0 }], keyed: false }],
        body: (to, at) => void to.add(handle(1), 0, [ref(at, "a")]),
      },
    ],
  });

  /** Where it stands once some nodes run and there is still something to go on with. */
  function begun(): RunState {
    const state = begin(many);
    step(state, { kind: "started", inputs: {} });
    const isRunning = (): boolean => state.graph.size > 0 && state.graph.state(0) === "running";
    while (!isRunning()) step(state, { kind: "continued" });
    return state;
  }

  it("asks once to be gone on with, however many events come meanwhile", () => {
    const state = begun();
    let asked = 1;
    for (let node = 0; node < 20; node += 1) {
      const isRunning = state.graph.state(node) === "running";
      if (isRunning)
        for (const { kind } of step(state, { kind: "succeeded", node, result: 1 }))
          asked += Number(kind === "continue");
    }
    expect(asked).toBe(1);
    while (asked > 0) asked = step(state, { kind: "continued" }).filter(({ kind }) => kind === "continue").length;
    expect(state.graph.size).toBe(20_000);
  });

  it("is given up at once when the run is interrupted", () => {
    const commands = step(begun(), { kind: "interrupted" });
    expect(commands.map(({ kind }) => kind)).not.toContain("continue");
    expect(commands.at(-1)).toEqual({ kind: "finish" });
  });
});

describe("a firing that does not fit into a step", () => {
  const COUNT = 30_000;

  /** `when a done` adds many `b` and stops now and then; `when c done` adds one more. Then all are gathered, the last first. */
  const large = workflowOf({
    tasks: [task("a"), task("b", ["n"]), task("c"), task("all", ["bs"])],
    edges: [
      [0, 1],
      [2, 1],
      [1, 3],
    ],
    rules: [
      {
        sites: [
          { task: 0, sources: [], keyed: false },
          { task: 2, sources: [], keyed: false },
        ],
        body(to) {
          to.add(handle(0), 0, []);
          to.add(handle(2), 1, []);
        },
      },
      {
        conditions: [{ kind: "each", task: 2, event: "done", name: "c" }],
        sites: [{ task: 1, sources: [{ kind: "bound", rule: 1, condition: 0 }], keyed: false }],
        body: (to, at) => void to.add(handle(1), 0, [-1], { from: ref(at, "c") }),
      },
      {
        conditions: [{ kind: "each", task: 0, event: "done", name: "a" }],
        sites: [{ task: 1, sources: [{ kind: "bound", rule: 2, condition: 0 }], keyed: false }],
        *body(to, at) {
          for (let n = 0; n < COUNT; n += 1) {
            if (n % 1000 === 999) yield;
            to.add(handle(1), 0, [n], { from: ref(at, "a") });
          }
          if (ref(at, "a").result === "fail") to.fail("no");
        },
      },
      {
        conditions: [{ kind: "no-more", task: 1, despite: false }],
        sites: [{ task: 3, sources: [{ kind: "gather", task: 1 }], keyed: false }],
        body: (to) => void to.add(handle(3), 0, [to.all(handle(1))]),
      },
    ],
    outputs: [{ name: "all", mode: "one", task: 3, type: json, line: 1 }],
  });

  /** In the midst of the large body. */
  function begun(result: Value = 1): RunState {
    const state = begin(large);
    step(state, { kind: "started", inputs: {} });
    expect(step(state, { kind: "succeeded", node: 0, result })).toEqual([{ kind: "continue" }]);
    return state;
  }

  /** Goes on until nothing is left to do; answers what was submitted, and in how many steps. */
  function goOn(state: RunState): { readonly submitted: readonly number[]; readonly steps: number } {
    const submitted: number[] = [];
    let steps = 0;
    for (let isOver = false; !isOver; steps += 1) {
      const commands = step(state, { kind: "continued" });
      for (const command of commands) if (command.kind === "submit") submitted.push(command.node);
      isOver = commands.every(({ kind }) => kind !== "continue");
    }
    return { submitted, steps };
  }

  it("is gone on with in parts, and takes effect as a whole", () => {
    const state = begun();
    expect(reportOf(state, "run").edges).toEqual({ "a->b": 0, "c->b": 0, "b->all": 0 });
    const { submitted, steps } = goOn(state);
    expect([submitted.length, steps > 30]).toEqual([COUNT, true]);
    expect(reportOf(state, "run").edges).toEqual({ "a->b": COUNT, "c->b": 0, "b->all": 0 });
  });

  it("keeps outcomes waiting until it is over, and loses none", () => {
    const state = begun();
    expect(step(state, { kind: "succeeded", node: 1, result: 1 })).toEqual([]);
    expect(state.graph.state(1)).toBe("running");
    const { submitted } = goOn(state);
    expect([submitted.length, state.graph.state(1)]).toEqual([COUNT + 1, "done"]);
    for (const node of submitted) step(state, { kind: "succeeded", node, result: state.graph.args(node)[0] as number });
    goOn(state);
    const all = state.graph.size - 1;
    expect(state.graph.args(all)).toEqual([[-1, ...Array.from({ length: COUNT }, (_, n) => n)]]);
    step(state, { kind: "succeeded", node: all, result: 1 });
    expect([state.finished, reportOf(state, "run").status]).toEqual([true, "succeeded"]);
  });

  it("leaves nothing behind where the run is interrupted, and outcomes that came before are known", () => {
    const state = begun();
    step(state, { kind: "succeeded", node: 1, result: 1 });
    const commands = step(state, { kind: "interrupted" });
    expect(commands.at(-1)).toEqual({ kind: "finish" });
    const { status, nodes, edges } = reportOf(state, "run");
    expect([status, state.graph.size, state.graph.state(1)]).toEqual(["interrupted", 2, "done"]);
    expect([nodes["b"], edges["a->b"]]).toEqual([{ done: 0, failed: 0, skipped: 0 }, 0]);
    expect(step(state, { kind: "continued" })).toEqual([]);
  });

  it("is whole where the run is interrupted after its body has ended", () => {
    const state = begun();
    while (state.underway?.kind !== "entering") step(state, { kind: "continued" });
    step(state, { kind: "interrupted" });
    const { nodes, edges } = reportOf(state, "run");
    expect([nodes["b"]?.cancelled, edges["a->b"]]).toEqual([COUNT, COUNT]);
  });

  it("leaves nothing behind where it fails in the end", () => {
    const state = begun("fail");
    goOn(state);
    expect([state.graph.size, state.graph.edgeCount, state.finished]).toEqual([2, 0, true]);
    expect(reportOf(state, "run").errors.map(({ code }) => code)).toEqual(["ADG7008"]);
  });
});
