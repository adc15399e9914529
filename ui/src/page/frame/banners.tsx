import type { ComponentChildren } from "preact";
import { token } from "../client/token.ts";
import { Icon } from "../parts/icon.tsx";
import { told } from "../store/controls.ts";
import { at, backToNow, shown } from "../store/replay.ts";
import { facts, isOnline, isRefused, live, runTrouble } from "../store/run.ts";
import { runs } from "../store/runs.ts";
import { place } from "../store/choice.ts";
import { numberText } from "../words.ts";

/** What the reader must know before anything else, a sentence each. */
export function Banners() {
  const line = runs.value?.find(({ run }) => run === place.value.run);
  const { trouble: stale, notResumed } = live.value ?? {};
  const others: readonly (string | undefined)[] = [runTrouble.value, stale];
  return (
    <div class="banners">
      {token.value === undefined && (
        <Banner kind="wrong">
          This page needs the token of its server: open the address that the command <code>adg ui</code> prints.
        </Banner>
      )}
      {isRefused.value && token.value !== undefined && (
        <Banner kind="wrong">
          The server does not know this page’s token, perhaps since it was started again: open the address that it
          prints now.
        </Banner>
      )}
      {!isOnline.value && <Banner kind="warning">The connection is lost, trying again …</Banner>}
      {runTrouble.value !== undefined && <Banner kind="wrong">{runTrouble.value}</Banner>}
      {stale !== undefined && <Banner kind="wrong">{stale} What is shown is older.</Banner>}
      {notResumed !== undefined && (
        <Banner kind="wrong">
          <pre class="said">{notResumed}</pre>
        </Banner>
      )}
      {line?.trouble !== undefined && !others.includes(line.trouble) && <Banner kind="wrong">{line.trouble}</Banner>}
      {facts.value?.remark !== undefined && <Banner kind="note">{facts.value.remark}</Banner>}
      {at.value !== undefined && (
        <Banner kind="past">
          <span>
            The run as it was after {numberText(shown.value?.position ?? at.value)} of{" "}
            {numberText(live.value?.total ?? 0)} outcomes.
          </span>
          <button type="button" onClick={backToNow}>
            Back to now
          </button>
        </Banner>
      )}
      {told.value !== undefined && told.value.message !== notResumed && (
        <Banner kind={told.value.ok ? "well" : "wrong"}>
          <span>{told.value.message}</span>
          <button type="button" class="quiet" aria-label="Put away" onClick={() => (told.value = undefined)}>
            <Icon name="close" />
          </button>
        </Banner>
      )}
    </div>
  );
}

type Kind = "wrong" | "warning" | "note" | "past" | "well";

function Banner({ kind, children }: { readonly kind: Kind; readonly children: ComponentChildren }) {
  return (
    <div class={`banner ${kind}`} role={kind === "wrong" || kind === "warning" ? "alert" : "status"}>
      <Icon name={kind === "wrong" ? "failed" : kind === "well" ? "done" : kind === "past" ? "rewind" : "about"} />
      {children}
    </div>
  );
}
