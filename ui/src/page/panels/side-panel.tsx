import { Tabs } from "../parts/tabs.tsx";
import { openPanel, panel, place, type Panel } from "../store/choice.ts";
import { AboutPanel } from "./about-panel.tsx";
import { NodePanel } from "./node-panel.tsx";
import { NodesPanel } from "./nodes-panel.tsx";
import { RulesPanel } from "./rules-panel.tsx";

const panels: readonly { readonly value: Panel; readonly label: string }[] = [
  { value: "nodes", label: "Nodes" },
  { value: "rules", label: "Rules" },
  { value: "about", label: "About" },
];

/** A node where one is chosen, above what it was chosen from. */
export function SidePanel() {
  const { node, task } = place.value;
  return (
    <aside class="side-panel" aria-label="Details">
      {node !== undefined && <NodePanel key={node} id={node} />}
      <div class={`under ${node === undefined ? "" : "covered"}`}>
        <div class="panel-head">
          <Tabs label="Details" tabs={panels} chosen={panel.value} onChoose={openPanel} />
        </div>
        {panel.value === "nodes" && <NodesPanel key={task ?? -1} task={task} />}
        {panel.value === "rules" && <RulesPanel />}
        {panel.value === "about" && <AboutPanel />}
      </div>
    </aside>
  );
}
