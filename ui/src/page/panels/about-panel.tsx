import { facts, live } from "../store/run.ts";
import { at, shown } from "../store/replay.ts";
import { counted, exactTime } from "../words.ts";
import { valueText } from "../value-text.ts";
import { Part } from "./part.tsx";

/** What the run was given and what came of it. */
export function AboutPanel() {
  const known = facts.value;
  const snapshot = shown.value;
  if (known === undefined || snapshot === undefined) return null;
  const outputs = at.value === undefined ? live.value?.outputs : snapshot.outputs;
  return (
    <section class="about-panel scroll" aria-label="About the run">
      <Part title="Run">
        <dl class="values">
          <Value name="id" text={known.run} />
          <Value name="workflow" text={known.workflow} />
          <Value name="program" text={known.program} />
          <Value name="adg" text={known.adg} />
          <Value name="started" text={exactTime(known.started)} />
          <Value name="graph" text={`${counted(snapshot.nodes, "node")}, ${counted(snapshot.edges, "edge")}`} />
        </dl>
      </Part>
      <Values title="Inputs" values={known.inputs} />
      <Values title="Outputs" values={outputs ?? {}} />
    </section>
  );
}

function Values({ title, values }: { readonly title: string; readonly values: Readonly<Record<string, unknown>> }) {
  const entries = Object.entries(values);
  if (entries.length === 0) return null;
  return (
    <Part title={title}>
      <dl class="values">
        {entries.map(([name, value]) => (
          <Value key={name} name={name} text={valueText(value)} />
        ))}
      </dl>
    </Part>
  );
}

function Value({ name, text }: { readonly name: string; readonly text: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <pre>{text}</pre>
      </dd>
    </div>
  );
}
