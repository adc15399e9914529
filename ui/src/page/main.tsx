/** The page of runs. */
import "./styles/page.css";
import { render } from "preact";
import { App } from "./frame/app.tsx";
import { listenToKeys } from "./frame/keys.ts";
import { followAddress } from "./store/choice.ts";
import { followControls } from "./store/controls.ts";
import { followReplay } from "./store/replay.ts";
import { followRun } from "./store/run.ts";
import { followRuns } from "./store/runs.ts";
import { followTheme } from "./store/theme.ts";
import { followTitle } from "./store/title.ts";

followTheme();
followAddress();
followRun();
followRuns();
followReplay();
followControls();
followTitle();
listenToKeys();

const root = document.getElementById("page");
if (root !== null) render(<App />, root);
