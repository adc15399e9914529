import * as vscode from "vscode";
import type { Location } from "./graph/graph.ts";
import { GraphPanel } from "./graph-panel.ts";
import type { LanguageServer } from "./language-server.ts";

/** The graphs that are shown, one for each program. */
export class GraphPanels implements vscode.Disposable, vscode.WebviewPanelSerializer {
  readonly #extension: vscode.Uri;
  readonly #server: LanguageServer;
  readonly #panels = new Map<string, GraphPanel>();
  readonly #listeners: readonly vscode.Disposable[];

  constructor(extension: vscode.Uri, server: LanguageServer) {
    this.#extension = extension;
    this.#server = server;
    this.#listeners = [
      server.onDidChangeGraph((uri) => void this.#find(uri)?.update()),
      server.onDidChangeState(({ kind }) => {
        if (kind === "running") for (const panel of this.#panels.values()) void panel.update();
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor, selections: [selection] }) => {
        if (selection !== undefined) this.#markAt(textEditor.document, selection.active);
      }),
      vscode.window.registerWebviewPanelSerializer(GraphPanel.type, this),
    ];
  }

  /** Shows the graph of a program beside its text; with the name of a task, that task's box. */
  async show(file: vscode.Uri, task?: string): Promise<void> {
    await vscode.workspace.openTextDocument(file);
    const known = this.#find(file.toString());
    if (known === undefined) {
      const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
      this.#adopt(vscode.window.createWebviewPanel(GraphPanel.type, titleOf(file), column), file).mark(task);
    } else {
      known.reveal();
      known.mark(task);
    }
  }

  async export(file: vscode.Uri): Promise<void> {
    if (this.#find(file.toString()) === undefined) await this.show(file);
    this.#find(file.toString())?.export();
  }

  /** A graph that was shown when the window was closed. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const uri = (state as { readonly uri?: unknown } | undefined)?.uri;
    if (typeof uri !== "string") return panel.dispose();
    const file = vscode.Uri.parse(uri);
    await vscode.workspace.openTextDocument(file).then(
      () => this.#adopt(panel, file),
      () => panel.dispose(),
    );
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    for (const panel of this.#panels.values()) panel.dispose();
  }

  #adopt(webview: vscode.WebviewPanel, file: vscode.Uri): GraphPanel {
    const key = file.toString();
    const panel = new GraphPanel(webview, {
      extension: this.#extension,
      file,
      server: this.#server,
      open: (locations) => open(webview, locations),
    });
    this.#panels.set(key, panel);
    webview.onDidDispose(() => {
      this.#panels.delete(key);
      panel.dispose();
    });
    return panel;
  }

  #markAt(document: vscode.TextDocument, position: vscode.Position): void {
    if (document.languageId !== "adg") return;
    const range = document.getWordRangeAtPosition(position);
    const word = range === undefined ? undefined : document.getText(range);
    for (const panel of this.#panels.values())
      panel.markAt({ uri: document.uri.toString(), line: position.line, word });
  }

  #find(uri: string): GraphPanel | undefined {
    return this.#panels.get(vscode.Uri.parse(uri).toString());
  }
}

function titleOf(file: vscode.Uri): string {
  return `Graph of ${file.path.slice(file.path.lastIndexOf("/") + 1)}`;
}

/** Goes to a place in a text, beside the graph; asks which, where there are several. */
async function open(panel: vscode.WebviewPanel, locations: readonly (Location & { label: string })[]): Promise<void> {
  const items = locations.map((location) => ({
    label: location.label,
    description: `line ${location.range.start.line + 1}`,
    location,
  }));
  const chosen = items.length > 1 ? await vscode.window.showQuickPick(items) : items[0];
  if (chosen === undefined) return;
  const { uri, range } = chosen.location;
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
  const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  const other = vscode.window.tabGroups.all.find((group) => group.viewColumn !== panel.viewColumn)?.viewColumn;
  await vscode.window.showTextDocument(document, {
    viewColumn: shown?.viewColumn ?? other ?? vscode.ViewColumn.Beside,
    selection: new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character),
  });
}
