import { existsSync } from "node:fs";
import { isAbsolute } from "node:path";
import * as vscode from "vscode";
import {
  LanguageClient,
  type LanguageClientOptions,
  type ServerOptions,
  State,
  type StaticFeature,
  TransportKind,
} from "vscode-languageclient/node";

/** How the server is. */
export type ServerState =
  { readonly kind: "starting" | "running" | "stopped" } | { readonly kind: "failed"; readonly problem: string };

/** The language server, and the connection with it. It can be started again at any time. */
export class LanguageServer implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #output: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<ServerState>();
  readonly #graphChanged = new vscode.EventEmitter<string>();
  #client: LanguageClient | undefined;
  #state: ServerState = { kind: "stopped" };
  /** What is being done with the server: one thing after the other. */
  #work: Promise<void> = Promise.resolve();

  constructor(context: vscode.ExtensionContext, output: vscode.LogOutputChannel) {
    this.#context = context;
    this.#output = output;
  }

  readonly onDidChangeState = this.#changed.event;
  /** The picture of a document (its URI) may be another. */
  readonly onDidChangeGraph = this.#graphChanged.event;

  get state(): ServerState {
    return this.#state;
  }

  /** The version that the server says it has. */
  get version(): string | undefined {
    return this.#client?.initializeResult?.serverInfo?.version;
  }

  start(): Promise<void> {
    return this.#next(() => this.#start());
  }

  restart(): Promise<void> {
    return this.#next(async () => {
      await this.#stop();
      await this.#start();
    });
  }

  /** Asks the server; `undefined` while it is not there. */
  async request<Answer>(method: string, params: unknown): Promise<Answer | undefined> {
    if (this.#client === undefined || this.#state.kind !== "running") return undefined;
    return this.#client.sendRequest<Answer>(method, params);
  }

  dispose(): Promise<void> {
    return this.#next(() => this.#stop());
  }

  #next(work: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(work, work);
    return this.#work;
  }

  async #start(): Promise<void> {
    const settings = vscode.workspace.getConfiguration("adg");
    const module = this.#modulePath(settings.get("server.path", ""));
    if (!existsSync(module)) return this.#fail(`The language server "${module}" is not there.`);
    const client = new LanguageClient(
      "adg",
      "adg",
      serverOptions(module, settings.get("server.node", "")),
      this.#options(),
    );
    client.registerFeature(ownCommands);
    client.onDidChangeState(({ newState }) => {
      if (this.#client !== client) return;
      if (newState === State.Starting) this.#become({ kind: "starting" });
      if (newState === State.Running) this.#become({ kind: "running" });
      if (newState === State.Stopped && this.#state.kind !== "failed") this.#become({ kind: "stopped" });
    });
    client.onNotification("adg/graphChanged", ({ uri }: { readonly uri: string }) => this.#graphChanged.fire(uri));
    this.#client = client;
    this.#become({ kind: "starting" });
    try {
      await client.start();
    } catch (error) {
      this.#fail(`The language server could not be started: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  async #stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    this.#become({ kind: "stopped" });
    // What does not say goodbye in time is ended.
    await client?.dispose(2000).catch((error: unknown) => this.#output.warn(String(error)));
  }

  #fail(problem: string): void {
    this.#become({ kind: "failed", problem });
    this.#output.error(problem);
    void vscode.window.showErrorMessage(`adg: ${problem}`, "Restart", "Show Output").then((choice) => {
      if (choice === "Restart") void this.restart();
      if (choice === "Show Output") this.#output.show();
    });
  }

  #become(state: ServerState): void {
    this.#state = state;
    this.#changed.fire(state);
  }

  #modulePath(chosen: string): string {
    if (chosen === "") return this.#context.asAbsolutePath("dist/server/server.js");
    const root = vscode.workspace.workspaceFolders?.[0]?.uri;
    return isAbsolute(chosen) || root === undefined ? chosen : vscode.Uri.joinPath(root, chosen).fsPath;
  }

  #options(): LanguageClientOptions {
    return {
      documentSelector: [
        { language: "adg", scheme: "file" },
        { language: "adg", scheme: "untitled" },
      ],
      initializationOptions: { trusted: vscode.workspace.isTrusted },
      outputChannel: this.#output,
      markdown: { isTrusted: { enabledCommands: ["adg.explain"] } },
    };
  }
}

/** Tells the server which commands of the editor its answers may name. */
const ownCommands: StaticFeature = {
  fillClientCapabilities(capabilities) {
    const commands = [
      ...["editor.action.triggerSuggest", "editor.action.triggerParameterHints"],
      ...["run", "runStubbed", "showGraph", "showReferences", "explain"].map((name) => `adg.${name}`),
    ];
    capabilities.experimental = { ...(capabilities.experimental as object | undefined), commands: { commands } };
  },
  initialize: () => {},
  getState: () => ({ kind: "static" }),
  clear: () => {},
};

/** That Node calls a part of itself experimental concerns no user. */
const quiet = ["--disable-warning=ExperimentalWarning"];

function serverOptions(module: string, node: string): ServerOptions {
  const start = {
    module,
    transport: TransportKind.ipc,
    options: { execArgv: quiet },
    ...(node === "" ? {} : { runtime: node }),
  };
  return {
    run: start,
    debug: { ...start, options: { execArgv: [...quiet, "--nolazy", "--inspect=6009", "--enable-source-maps"] } },
  };
}
