import { useEffect, useRef } from "preact/hooks";
import type { NodeFacts, NodeLine } from "../../contract.ts";
import { runPath } from "../client/api.ts";
import { useAsked } from "../client/asked.ts";
import { walkRows } from "../frame/walk-rows.ts";
import { Icon } from "../parts/icon.tsx";
import { StateMark } from "../parts/state-mark.tsx";
import { asked, control, question } from "../store/controls.ts";
import { closeNode, openRun, place } from "../store/choice.ts";
import { mayRetry } from "../store/may-retry.ts";
import { at, atQuery, shown } from "../store/replay.ts";
import { facts, isOnline, live } from "../store/run.ts";
import { valueText } from "../value-text.ts";
import { AttemptList } from "./attempt-list.tsx";
import { Log } from "./log.tsx";
import { NodeRow } from "./node-row.tsx";
import { Part } from "./part.tsx";

/** All that is known of a node. Keyed by its id. */
export function NodePanel({ id }: { readonly id: string }) {
  const answer = useAsked<NodeFacts>(
    () => {
      const { run } = place.value;
      const query = atQuery.value.replace("&", "?");
      return run === undefined ? undefined : `${runPath(run)}/nodes/${encodeURIComponent(id)}${query}`;
    },
    () => shown.value,
    // What it prints is no outcome.
    { goesOn: ({ state }) => at.value === undefined && state === "running" },
  );
  const node = answer.value?.value;
  const panel = useRef<HTMLElement>(null);
  useFocusWhileOpen(panel);
  return (
    <section class="node-panel" aria-label="Node" tabIndex={-1} ref={panel}>
      <div class="panel-head">
        <h2>{node === undefined ? id : (facts.value?.tasks[node.task]?.name ?? "")}</h2>
        {node !== undefined && <StateMark state={node.state} />}
        <span class="space" />
        {node !== undefined && <NodeControls node={node} />}
        <button type="button" class="quiet" title="Close (Esc)" aria-label="Close the node" onClick={closeNode}>
          <Icon name="close" />
        </button>
      </div>
      <div class="scroll">
        {answer.value?.trouble !== undefined && <p class="trouble">{answer.value.trouble}</p>}
        {node !== undefined && <Told node={node} />}
      </div>
    </section>
  );
}

/** The focus goes to what has opened and, when that is closed, back to where it came from. */
function useFocusWhileOpen(opened: { readonly current: HTMLElement | null }): void {
  useEffect(() => {
    const before = document.activeElement;
    opened.current?.focus({ preventScroll: true });
    return () => {
      // Nobody has put it elsewhere meanwhile.
      const isLost =
        document.activeElement === document.body || opened.current?.contains(document.activeElement) === true;
      if (!isLost || !(before instanceof HTMLElement || before instanceof SVGElement)) return;
      requestAnimationFrame(() => before.isConnected && before.focus({ preventScroll: true }));
    };
  }, []);
}

function NodeControls({ node }: { readonly node: NodeFacts }) {
  const cannot = asked.value !== undefined || !isOnline.value || at.value !== undefined;
  if (node.state === "failed")
    return !mayRetry(live.value?.state, facts.value) ? null : (
      <button type="button" disabled={cannot} onClick={() => void control({ kind: "retry", node: node.id })}>
        <Icon name="again" /> Retry
      </button>
    );
  if (node.state !== "running" && node.state !== "waiting") return null;
  return (
    <button
      type="button"
      class="danger"
      disabled={cannot}
      onClick={() =>
        (question.value = {
          text: "Cancel this node? What depends on it may never run.",
          yes: "Cancel the node",
          control: { kind: "cancel-node", node: node.id },
        })
      }
    >
      <Icon name="stopped" /> Cancel
    </button>
  );
}

function Told({ node }: { readonly node: NodeFacts }) {
  const args = Object.entries(node.args ?? {});
  return (
    <>
      {args.length > 0 && (
        <Part title="Arguments">
          <dl class="values">
            {args.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>
                  <pre>{valueText(value)}</pre>
                </dd>
              </div>
            ))}
          </dl>
        </Part>
      )}
      {node.result !== undefined && (
        <Part title="Result">
          <pre class="block">
            {node.result.text}
            {node.result.isCut && "\n… and more"}
          </pre>
        </Part>
      )}
      {node.reused !== undefined && (
        <Part title="Reused">
          <Reused of={node.reused} />
        </Part>
      )}
      <Part title="Why">
        <pre class="why">{node.why}</pre>
      </Part>
      {node.attempts.length > 0 && (
        <Part title="Attempts">
          <AttemptList attempts={node.attempts} />
        </Part>
      )}
      {node.log !== "" && (
        <Part title="Log, last lines">
          <Log text={node.log} />
        </Part>
      )}
      {node.inside !== undefined && <Related title="Inside" lines={[node.inside]} />}
      <Related title="Depends on" lines={node.parents} />
      <Related title="What depends on it" lines={node.children} />
      <Part title="Identity">
        <dl class="values">
          <div>
            <dt>id</dt>
            <dd>
              <pre>{node.id}</pre>
            </dd>
          </div>
          {node.code !== undefined && (
            <div>
              <dt>code</dt>
              <dd>
                <pre>{node.code}</pre>
              </dd>
            </div>
          )}
        </dl>
      </Part>
    </>
  );
}

function Reused({ of: { run, node } }: { readonly of: NonNullable<NodeFacts["reused"]> }) {
  if (run === undefined) return <p>Its result came from the cache.</p>;
  return (
    <p>
      Its result came from the cache: run{" "}
      <button type="button" class="link" onClick={() => openRun(run)}>
        {run}
      </button>{" "}
      computed it{node === undefined ? "" : ` as ${node}`}.
    </p>
  );
}

function Related({ title, lines }: { readonly title: string; readonly lines: readonly NodeLine[] }) {
  if (lines.length === 0) return null;
  return (
    <Part title={lines.length >= 50 ? `${title} (the first ${lines.length})` : title}>
      <ul class="rows" onKeyDown={walkRows}>
        {lines.map((line) => (
          <li key={line.id}>
            <NodeRow line={line} />
          </li>
        ))}
      </ul>
    </Part>
  );
}
