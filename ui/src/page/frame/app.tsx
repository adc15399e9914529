import { pane, place } from "../store/choice.ts";
import { facts, runTrouble } from "../store/run.ts";
import { Timeline } from "../timeline/timeline.tsx";
import { SidePanel } from "../panels/side-panel.tsx";
import { Banners } from "./banners.tsx";
import { Announcer } from "./announcer.tsx";
import { KeysHelp } from "./keys-help.tsx";
import { MainPanel } from "./main-panel.tsx";
import { PaneTabs } from "./pane-tabs.tsx";
import { Question } from "./question.tsx";
import { ReplayBar } from "./replay-bar.tsx";
import { RunList } from "./run-list.tsx";
import { TopBar } from "./top-bar.tsx";

export function App() {
  const hasRun = place.value.run !== undefined;
  const isKnown = facts.value !== undefined;
  return (
    <div class={`app ${hasRun ? "with-run" : "without-run"}`} data-pane={hasRun ? pane.value : "runs"}>
      <TopBar />
      <Banners />
      <div class="body">
        <RunList />
        {isKnown && (
          <div class="run" key={place.value.run}>
            <div class="middle">
              <MainPanel />
              <Timeline />
            </div>
            <SidePanel />
          </div>
        )}
        {!isKnown && <Nothing hasRun={hasRun} />}
      </div>
      {isKnown && <ReplayBar />}
      {hasRun && <PaneTabs />}
      <Announcer />
      <Question />
      <KeysHelp />
    </div>
  );
}

function Nothing({ hasRun }: { readonly hasRun: boolean }) {
  const reading = runTrouble.value === undefined ? "Reading the run …" : "This run cannot be shown.";
  return <main class="nothing">{hasRun ? reading : "Choose a run to see it."}</main>;
}
