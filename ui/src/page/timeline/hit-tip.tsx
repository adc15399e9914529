import { useEffect } from "preact/hooks";
import { signal } from "@preact/signals";
import { Tip, type TipPlace } from "../parts/tip.tsx";
import { numberLine } from "../store/node-by-number.ts";
import { attempts, facts } from "../store/run.ts";
import { shortLabel } from "../short-label.ts";
import { clockText, durationText } from "../words.ts";
import type { Hit } from "./scene.ts";

const label = signal<{ readonly node: number; readonly text: string } | undefined>(undefined);

/** What the pointer is on. */
export function HitTip({ hit, ...place }: TipPlace & { readonly hit: Hit }) {
  if (hit.kind !== "pause") return <AttemptTip hit={hit} {...place} />;
  return <Tip {...place}>Nothing ran for {clockText(hit.pause.to - hit.pause.from)}.</Tip>;
}

function AttemptTip({ hit, ...place }: TipPlace & { readonly hit: Exclude<Hit, { readonly kind: "pause" }> }) {
  const { all } = attempts.value;
  const [node, task, attempt] =
    hit.kind === "running" ? hit.attempt : [all.nodeOf(hit.at), all.taskOf(hit.at), all.attemptOf(hit.at)];
  useEffect(() => {
    const timer = setTimeout(() => {
      void numberLine(node).then((line) => {
        if (line !== undefined) label.value = { node, text: shortLabel(line.label ?? "") };
      });
    }, 120);
    return () => clearTimeout(timer);
  }, [node]);
  const name = facts.value?.tasks[task]?.name ?? "a node that is no longer there";
  const told =
    hit.kind === "running"
      ? `running for ${clockText(Date.now() - hit.attempt[3])}`
      : `${all.hasFailed(hit.at) ? "failed" : "done"} after ${durationText(all.endedOf(hit.at) - all.begunOf(hit.at))}`;
  return (
    <Tip {...place}>
      <strong>
        {name}
        {label.value?.node === node && label.value.text !== "" && `(${label.value.text})`}
      </strong>
      <span>
        {told}
        {attempt > 1 && `, attempt ${attempt}`}
      </span>
    </Tip>
  );
}
