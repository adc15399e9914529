import type { AttemptFacts } from "../../contract.ts";
import { now } from "../client/asked.ts";
import { StateMark } from "../parts/state-mark.tsx";
import { clockText, durationText, exactTime } from "../words.ts";

/** When each attempt ran, and why it failed. */
export function AttemptList({ attempts }: { readonly attempts: readonly AttemptFacts[] }) {
  return (
    <ol class="attempts">
      {attempts.map(({ attempt, begun, ended, failure }) => (
        <li key={attempt}>
          <div class="line">
            <span>attempt {attempt}</span>
            <StateMark state={ended === undefined ? "running" : failure === undefined ? "done" : "failed"} />
            <span class="space" />
            <time dateTime={new Date(begun).toISOString()} title={exactTime(begun)}>
              {new Date(begun).toLocaleTimeString()}
            </time>
            <span class="took">{ended === undefined ? clockText(now.value - begun) : durationText(ended - begun)}</span>
          </div>
          {failure !== undefined && (
            <div class="failure">
              <p>
                <code>{failure.code}</code> {failure.message}
              </p>
              {failure.trace.length > 0 && <pre class="block">{failure.trace.join("\n")}</pre>}
            </div>
          )}
        </li>
      ))}
    </ol>
  );
}
