/** Random small programs as text, about who waits for whom. Every task takes fuel, so that all growth ends. */
import fc from "fast-check";

const TASKS = ["a", "b", "c", "d"];
const task = fc.constantFrom(...TASKS);

/** One line of a body: an add for a node of the rule, or for none. */
const add = fc.record({
  task,
  how: fc.constantFrom("plain", "plain", "plain", "made", "gather", "key", "under"),
  other: task,
});
type Add = typeof add extends fc.Arbitrary<infer T> ? T : never;

const wait = fc.record({ task, kind: fc.constantFrom("no more", "all settled"), under: fc.boolean() });
type Wait = typeof wait extends fc.Arbitrary<infer T> ? T : never;

const rule = fc.record({
  on: fc.option(fc.record({ task, event: fc.constantFrom("done", "done", "done", "settled", "failed") }), { freq: 6 }),
  join: fc.option(task, { freq: 1, nil: undefined }),
  waits: fc.array(wait, { maxLength: 1 }),
  adds: fc.array(add, { minLength: 1, maxLength: 2 }),
  inside: fc.option(fc.record({ waits: fc.array(wait, { minLength: 1, maxLength: 1 }), add }), { freq: 1 }),
});
type RuleText = typeof rule extends fc.Arbitrary<infer T> ? T : never;

/** The text of a program. */
export const programText: fc.Arbitrary<string> = fc
  .record({
    start: fc.array(task, { minLength: 1, maxLength: 2 }),
    rules: fc.array(rule, { minLength: 2, maxLength: 5 }),
  })
  .map(({ start, rules }) =>
    [
      ...TASKS.map((name) => `task ${name}(f: int, n: int) -> int from "./tasks.ts"`),
      ...TASKS.flatMap((from) => TASKS.map((to) => `edge ${from} -> ${to}`)),
      "start:",
      ...start.map((name) => `  ${name}(3, 0)`),
      ...rules.flatMap(ruleLines),
      "",
    ].join("\n"),
  );

function ruleLines({ on, join, waits, adds, inside }: RuleText): readonly string[] {
  const conditions = on === null ? [] : [`${on.task} ${on.event} as x`];
  // The body of a join takes its edges from both nodes.
  if (join !== undefined && on !== null) conditions.push(`${join} done as y`);
  conditions.push(...waits.map((each) => waitText(each, on !== null)));
  if (conditions.length === 0) conditions.push("no more d");
  const names = on === null ? [] : ["x"];
  const body = adds.flatMap((each, place) => addLines(each, names, `m${place}`));
  const lines = on === null ? body : ["if x.args.f > 0:", ...body.map((line) => `  ${line}`)];
  if (inside !== null) {
    lines.push(`when ${inside.waits.map((each) => waitText(each, on !== null)).join(", ")}:`);
    if (on !== null) lines.push("  if x.args.f > 0:");
    lines.push(...addLines(inside.add, names, "m9").map((line) => `${on === null ? "  " : "    "}${line}`));
  }
  return [`when ${conditions.join(", ")}:`, ...lines.map((line) => `  ${line}`)];
}

function waitText({ task: name, kind, under }: Wait, hasNode: boolean): string {
  const what = `${name}${kind === "all settled" ? " settled" : ""}${under && hasNode ? " under x" : ""}`;
  return kind === "no more" ? `no more ${what} despite failures` : `all ${what}`;
}

function addLines({ task: name, how, other }: Add, names: readonly string[], made: string): readonly string[] {
  const fuel = names.length === 0 ? "1" : "x.args.f - 1";
  switch (how) {
    case "made":
      return [`let ${made} = ${other}(${fuel}, 1)`, `${name}(${fuel}, 1) after ${made}`];
    case "gather":
      return [`${name}(${fuel}, count(all ${other}))`];
    case "under":
      return [`${name}(${fuel}, count(all ${other}${names.length === 0 ? "" : " under x"}))`];
    case "key":
      return [`${name}(1, 7) key 1`];
    default:
      return [`${name}(${fuel}, 1)`];
  }
}
