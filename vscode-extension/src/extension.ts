/** The extension's life: what it offers, and the language server that answers for it. */
import * as vscode from "vscode";
import { registerCommands } from "./commands.ts";
import { DebugConfigurations } from "./debug.ts";
import { Explanations } from "./explain.ts";
import { GraphPanels } from "./graph-panels.ts";
import { LanguageServer } from "./language-server.ts";
import { Projects } from "./projects.ts";
import { ServerStatus } from "./server-status.ts";
import { AdgTasks } from "./tasks.ts";
import { warnOfVersions } from "./versions.ts";

/** What tests ask the extension for. */
export interface Api {
  readonly server: LanguageServer;
}

export async function activate(context: vscode.ExtensionContext): Promise<Api> {
  const output = vscode.window.createOutputChannel("adg", { log: true });
  const server = new LanguageServer(context, output);
  const projects = new Projects();
  const graphs = new GraphPanels(context.extensionUri, server);
  const explanations = new Explanations(context.extensionUri);
  const debugging = new DebugConfigurations(projects);
  const tasks = new AdgTasks(projects);
  context.subscriptions.push(
    output,
    server,
    graphs,
    new ServerStatus(server),
    ...registerCommands({ server, graphs, explanations, tasks, output }),
    vscode.workspace.registerTextDocumentContentProvider(Explanations.scheme, explanations),
    vscode.tasks.registerTaskProvider("adg", tasks),
    vscode.debug.registerDebugConfigurationProvider("adg", debugging),
    vscode.debug.registerDebugConfigurationProvider(
      "adg",
      { provideDebugConfigurations: () => debugging.provideDebugConfigurations() },
      vscode.DebugConfigurationProviderTriggerKind.Dynamic,
    ),
    vscode.workspace.onDidGrantWorkspaceTrust(() => server.restart()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (["adg.server.path", "adg.server.node"].some((name) => change.affectsConfiguration(name)))
        void server.restart();
    }),
    warnOfVersions(context, projects),
  );
  await server.start();
  return { server };
}
