import { useSignal } from "@preact/signals";
import type { RuleFacts, RuleStanding } from "../../contract.ts";
import { runPath } from "../client/api.ts";
import { useAsked } from "../client/asked.ts";
import { Icon } from "../parts/icon.tsx";
import { RuleMark } from "../parts/state-mark.tsx";
import { place } from "../store/choice.ts";
import { at, atQuery, shown } from "../store/replay.ts";
import { facts, live } from "../store/run.ts";
import { ruleText } from "../words.ts";

/** Where so few rules are not settled, each says at once what it waits for. */
const fewOpen = 5;

/** How each rule stands, and why. */
export function RulesPanel() {
  const rules = facts.value?.rules ?? [];
  const standings = shown.value?.rules ?? [];
  const isOpen = ({ state, fired }: RuleStanding): boolean => (state === "open" && fired === 0) || state === "blocked";
  const areFew = standings.filter(isOpen).length <= fewOpen;
  return (
    <section class="rules-panel" aria-label="Rules">
      {rules.length === 0 && <p class="empty">The workflow has no rules.</p>}
      <ol>
        {rules.map((rule, i) => {
          const standing = standings[i];
          if (standing === undefined) return null;
          return <Rule key={i} index={i} rule={rule} standing={standing} isTold={areFew && isOpen(standing)} />;
        })}
      </ol>
    </section>
  );
}

interface RuleProps {
  readonly index: number;
  readonly rule: RuleFacts;
  readonly standing: RuleStanding;
  /** Its first lines are shown also while it is not opened. */
  readonly isTold: boolean;
}

function Rule({ index, rule, standing, isTold }: RuleProps) {
  const isOpen = useSignal(false);
  return (
    <li class={`rule ${standing.state}`}>
      <button
        type="button"
        class="row rule-row"
        aria-expanded={isOpen.value}
        onClick={() => (isOpen.value = !isOpen.value)}
      >
        <RuleMark state={standing.state} />
        <span class="rule-text">
          {rule.name !== undefined && <span class="rule-name">{rule.name}: </span>}
          <code>{rule.text}</code>
        </span>
        <span class="rule-state">{ruleText(standing)}</span>
        <span class="line">{rule.file === undefined ? `line ${rule.line}` : `${rule.file}:${rule.line}`}</span>
        <Icon name="forward" class={isOpen.value ? "turned" : ""} />
      </button>
      {(isOpen.value || isTold) && <Why rule={index} isWhole={isOpen.value} />}
    </li>
  );
}

function Why({ rule, isWhole }: { readonly rule: number; readonly isWhole: boolean }) {
  const answer = useAsked<{ readonly text: string }>(
    () => {
      const { run } = place.value;
      return run === undefined ? undefined : `${runPath(run)}/rules/${rule}/why${atQuery.value.replace("&", "?")}`;
    },
    () => shown.value,
    // It says for how long what it waits for has been running.
    { goesOn: () => at.value === undefined && live.value?.state === "running" },
  );
  const { value, trouble } = answer.value ?? {};
  if (trouble !== undefined) return <p class="trouble">{trouble}</p>;
  if (value === undefined) return null;
  const lines = value.text.trimEnd().split("\n");
  const told = isWhole ? lines : lines.slice(0, 3);
  return (
    <pre class="why">
      {told.join("\n")}
      {told.length < lines.length && "\n…"}
    </pre>
  );
}
