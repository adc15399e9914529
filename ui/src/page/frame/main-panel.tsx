import { EverythingView } from "../everything/everything-view.tsx";
import { TypeGraphView } from "../graph/type-graph.tsx";
import { Legend } from "../parts/legend.tsx";
import { Tabs } from "../parts/tabs.tsx";
import { view, type View } from "../store/choice.ts";

const views: readonly { readonly value: View; readonly label: string }[] = [
  { value: "graph", label: "Tasks" },
  { value: "everything", label: "Everything" },
];

export function MainPanel() {
  return (
    <main class="main-panel">
      <div class="panel-head">
        <Tabs label="What is drawn" tabs={views} chosen={view.value} onChoose={(to) => (view.value = to)} />
        <Legend />
      </div>
      {view.value === "graph" ? <TypeGraphView /> : <EverythingView />}
    </main>
  );
}
