/** Conditions, guards and data of random programs, compiled. */
import { nameOf, Refused, type Draft, type Known, type Scope } from "./names.ts";
import { KEYS, type Binding, type Datum, type Guard, type ProgramCondition } from "./program.ts";
import type { Bindings, Condition, Join, NodeRef, Rule, RuleId, Under } from "../../runtime/src/workflow.ts";

/** A condition; what it binds is added to `names`, what it reads to `used`. */
export function conditionOf(
  condition: ProgramCondition,
  index: number,
  rule: RuleId,
  names: Map<Binding, Known>,
  around: Scope,
  used: Set<Binding>,
): Condition {
  const under = (of: Binding | undefined): { under?: Under } => {
    if (of === undefined) return {};
    const known = names.get(of);
    if (known === undefined || known.kind === "list") throw new Refused("under what?");
    used.add(of);
    return { under: { name: nameOf(of), task: known.task } };
  };
  switch (condition.kind) {
    case "each": {
      const { binds, task, event } = condition;
      names.set(binds, { kind: "condition", rule, condition: index, task, event });
      return { kind: "each", task: task, event, name: nameOf(binds) };
    }
    case "held": {
      const known = around.get(condition.of);
      if (known === undefined || known.kind === "list") throw new Refused("held what?");
      const { binds, of, event } = condition;
      used.add(of);
      names.set(binds, { kind: "condition", rule, condition: index, task: known.task, event });
      return { kind: "held", held: nameOf(of), task: known.task, event, name: nameOf(binds) };
    }
    case "keyed": {
      const { binds, task, event, key } = condition;
      const read = datumOf(key, names, used);
      const known = key.kind === "read" ? names.get(key.of) : undefined;
      const uses = known?.kind === "condition" && known.rule === rule ? [known.condition] : [];
      names.set(binds, { kind: "condition", rule, condition: index, task, event });
      return {
        kind: "keyed",
        task: task,
        event,
        key: (at) => read(at) % KEYS,
        uses,
        name: nameOf(binds),
      };
    }
    case "no-more":
      return {
        kind: "no-more",
        task: condition.task,
        ...under(condition.under),
        despite: condition.despite,
      };
    case "all": {
      const { binds, task, event } = condition;
      const below = under(condition.under);
      names.set(binds, { kind: "list", task, event, under: condition.under });
      return { kind: "all", task: task, ...below, event, name: nameOf(binds) };
    }
  }
}

/** Reads a number where it is known. */
export function datumOf(datum: Datum, names: Scope, used: Set<Binding>): (at: Bindings) => number {
  if (datum.kind === "constant") return () => datum.value;
  const known = names.get(datum.of);
  if (known?.kind !== "condition") throw new Refused("read of what is no node of a condition");
  if (datum.member === "result" && known.event !== "done") throw new Refused("result not known");
  used.add(datum.of);
  const name = nameOf(datum.of);
  if (datum.member === "s") return (at) => (at[name] as NodeRef<{ s: number }>).args.s;
  return (at) => {
    const { result } = at[name] as NodeRef;
    return typeof result === "number" ? result : Array.isArray(result) ? result.length : 0;
  };
}

/** A guard, with a table for the engine where it is asked for and stands between two `each` conditions. */
export function guardOf(guard: Guard, draft: Draft, names: Scope): Pick<Rule, "where" | "joins"> {
  const left = datumOf(guard.left, names, draft.used);
  const right = datumOf(guard.right, names, draft.used);
  const where = (at: Bindings): boolean => left(at) === right(at);
  const sides = [guard.left, guard.right].map((datum) => {
    const known = datum.kind === "read" ? names.get(datum.of) : undefined;
    const isEach =
      known?.kind === "condition" && known.rule === draft.id && draft.conditions[known.condition]?.kind === "each";
    return isEach ? known.condition : undefined;
  });
  const [one, other] = sides;
  if (!guard.table || one === undefined || other === undefined || one === other) return { where };
  const join: Join = { left: one, right: other, leftKey: left, rightKey: right };
  return { where, joins: [join] };
}
