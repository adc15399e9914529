/** What can be done to a run from outside while it goes on. */
import type { Attempts } from "./attempts.ts";
import type { ControlAnswer, ControlRequest } from "./control/request.ts";
import type { Decisions } from "./decisions.ts";
import type { Core, UntimedRunEvent } from "./engine.ts";
import type { Mailbox } from "./mailbox.ts";

interface Running {
  readonly core: Core;
  readonly attempts: Attempts;
  readonly mailbox: Mailbox;
  readonly decisions: Decisions | undefined;
  readonly emit: ((event: UntimedRunEvent) => void) | undefined;
  /** Ids of nodes that are to run again as soon as nothing runs. */
  readonly retries: Set<string>;
}

/** Does what is asked, and says so. */
export function control(running: Running, request: ControlRequest): ControlAnswer {
  const { core, attempts, mailbox, decisions, emit, retries } = running;
  switch (request.kind) {
    case "retry":
      return retry(running, request.node);
    case "cancel":
      retries.clear();
      mailbox.interrupt();
      return { ok: true, message: "The run is being stopped." };
    case "pause":
    case "unpause": {
      const isPaused = request.kind === "pause";
      if (retries.size > 0)
        return {
          ok: false,
          message: "A node is about to run again: the run goes on by itself when what runs has ended.",
        };
      if (attempts.isPaused === isPaused)
        return { ok: true, message: isPaused ? "The run is paused already." : "The run is not paused." };
      attempts.isPaused = isPaused;
      emit?.({ kind: isPaused ? "run-paused" : "run-unpaused" });
      mailbox.wake();
      return { ok: true, message: isPaused ? pausedText(attempts.running) : "The run goes on." };
    }
    case "standing": {
      const { isPaused } = attempts;
      const message = isPaused ? "The run is paused." : "The run goes on.";
      return {
        ok: true,
        message,
        isPaused,
        ...(request.nodes === true ? { nodes: core.totals(attempts.running) } : {}),
      };
    }
    case "why": {
      const asked = core.why(request.what, {
        now: Date.now(),
        attemptOf: (node) => decisions?.seen(node) ?? attempts.seen(node),
      });
      if (asked.kind === "unclear") return { ok: false, message: asked.message };
      return { ok: true, message: asked.text, why: asked.answers };
    }
    case "cancel-node":
      return cancelNode({ core, attempts, decisions }, request.node);
  }
}

function pausedText(running: number): string {
  const rest =
    running === 0 ? "nothing runs" : `${running} ${running === 1 ? "node that runs ends" : "nodes that run end"} first`;
  return `The run is paused: nothing more starts, and ${rest}.`;
}

/** Nothing more starts; when what runs has ended and is kept, the run is taken up again without the failures. */
function retry({ core, attempts, mailbox, decisions, retries }: Running, named: string): ControlAnswer {
  if (decisions !== undefined)
    return { ok: false, message: "The run asks before each step; run the node again when the run is over." };
  if (attempts.isPaused && retries.size === 0) return { ok: false, message: "The run is paused; let it go on first." };
  const node = core.retryable(named);
  if (!node.ok) return node;
  retries.add(node.id);
  attempts.isPaused = true;
  mailbox.wake();
  const { running } = attempts;
  const rest = running === 1 ? "1 node that runs has" : `${running} nodes that run have`;
  const when = running === 0 ? "now" : `as soon as ${rest} ended`;
  return { ok: true, message: `"${node.id}" runs again ${when}.` };
}

function cancelNode(
  { core, attempts, decisions }: Pick<Running, "core" | "attempts" | "decisions">,
  named: string,
): ControlAnswer {
  const [node, ...others] = core.nodesCalled(named);
  if (node === undefined) return { ok: false, message: `There is no node "${named}" in the run.` };
  if (others.length > 0) return { ok: false, message: `Several nodes match "${named}"; name one by its id.` };
  const id = core.idOf(node);
  decisions?.release(node);
  const failure = { code: "ADG7004", message: "was cancelled by hand" } as const;
  if (core.isSubmitted(node) && attempts.fail(node, failure)) return { ok: true, message: `"${id}" is cancelled.` };
  return { ok: false, message: `"${id}" neither runs nor waits for its turn.` };
}
