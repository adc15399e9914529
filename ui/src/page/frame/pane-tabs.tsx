import { Icon, type IconName } from "../parts/icon.tsx";
import { Tabs } from "../parts/tabs.tsx";
import { openPanel, pane, type Pane } from "../store/choice.ts";

const panes: readonly { readonly value: Pane; readonly icon: IconName; readonly text: string }[] = [
  { value: "runs", icon: "list", text: "Runs" },
  { value: "graph", icon: "graph", text: "Graph" },
  { value: "nodes", icon: "dots", text: "Nodes" },
  { value: "rules", icon: "rules", text: "Rules" },
  { value: "timeline", icon: "time", text: "Timeline" },
  { value: "about", icon: "about", text: "About" },
];

/** In a narrow window: one thing at a time. */
export function PaneTabs() {
  const choose = (to: Pane): void => {
    if (to === "nodes" || to === "rules" || to === "about") openPanel(to);
    else pane.value = to;
  };
  const tabs = panes.map(({ value, icon, text }) => ({
    value,
    label: (
      <>
        <Icon name={icon} />
        <span>{text}</span>
      </>
    ),
  }));
  return <Tabs class="pane-tabs" label="What is shown" tabs={tabs} chosen={pane.value} onChoose={choose} />;
}
