import * as vscode from "vscode";
import type { LanguageServer, ServerState } from "./language-server.ts";

/** Tells in the status bar how the language server is. */
export class ServerStatus implements vscode.Disposable {
  readonly #item = vscode.languages.createLanguageStatusItem("adg.server", { language: "adg" });
  readonly #listener: vscode.Disposable;
  readonly #server: LanguageServer;

  constructor(server: LanguageServer) {
    this.#server = server;
    this.#item.name = "adg";
    this.#listener = server.onDidChangeState((state) => this.#show(state));
    this.#show(server.state);
  }

  dispose(): void {
    this.#listener.dispose();
    this.#item.dispose();
  }

  #show(state: ServerState): void {
    const isWell = state.kind === "running" || state.kind === "starting";
    this.#item.busy = state.kind === "starting";
    this.#item.severity = isWell ? vscode.LanguageStatusSeverity.Information : vscode.LanguageStatusSeverity.Error;
    this.#item.text = isWell ? `adg ${this.#server.version ?? ""}`.trim() : "adg: the language server is not running";
    this.#item.detail = state.kind === "failed" ? state.problem : detailOf(vscode.workspace.isTrusted);
    this.#item.command = isWell
      ? { title: "Show output", command: "adg.showOutput" }
      : { title: "Restart", command: "adg.restart" };
  }
}

function detailOf(isTrusted: boolean): string {
  return isTrusted ? "language server" : "restricted: TypeScript modules are not read";
}
