import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { type Cursor, partsAt } from "./graph/at-cursor.ts";
import type { WantedDirection } from "./graph/dot.ts";
import { type GraphAnswer, type Location, partsByKey } from "./graph/graph.ts";
import type { FromPage, ToPage } from "./graph/messages.ts";
import { pageOf } from "./graph/page.ts";
import { badges, nextPicture, type Picture } from "./graph/picture.ts";
import type { LanguageServer } from "./language-server.ts";

interface Parts {
  readonly extension: vscode.Uri;
  readonly file: vscode.Uri;
  readonly server: LanguageServer;
  /** Goes to one of the places. */
  readonly open: (locations: readonly (Location & { label: string })[]) => Promise<void>;
}

/** The graph of one program in a panel. */
export class GraphPanel implements vscode.Disposable {
  static readonly type = "adg.graph";
  readonly #panel: vscode.WebviewPanel;
  readonly #parts: Parts;
  readonly #listeners: vscode.Disposable[] = [];
  #picture: Picture | undefined;
  #direction: WantedDirection;
  /** Number of the newest question to the server: answers to older ones come too late. */
  #asked = 0;
  /** The name of a task to mark as soon as its box shows. */
  #task: string | undefined;

  constructor(panel: vscode.WebviewPanel, parts: Parts) {
    this.#panel = panel;
    this.#parts = parts;
    this.#direction = vscode.workspace.getConfiguration("adg").get<WantedDirection>("graph.direction", "auto");
    const dist = vscode.Uri.joinPath(parts.extension, "dist", "webview");
    panel.iconPath = vscode.Uri.joinPath(parts.extension, "icons", "adg.svg");
    panel.webview.options = { enableScripts: true, localResourceRoots: [dist] };
    this.#listeners.push(panel.webview.onDidReceiveMessage((message: FromPage) => void this.#receive(message)));
    panel.webview.html = this.#page(dist);
  }

  /** Asks for the graph of the text as it is now, and shows it. */
  async update(): Promise<void> {
    const number = ++this.#asked;
    const textDocument = { uri: this.#parts.file.toString() };
    const answer = await this.#parts.server.request<GraphAnswer>("adg/graph", { textDocument }).catch(() => undefined);
    if (number !== this.#asked) return;
    this.#picture = nextPicture(this.#picture, answer);
    this.#show();
  }

  reveal(): void {
    this.#panel.reveal(undefined, true);
  }

  /** Marks the box of a task, now or as soon as it is drawn. */
  mark(task: string | undefined): void {
    this.#task = task;
    const index = this.#picture?.graph.nodes.findIndex(({ name }) => name === task) ?? -1;
    if (task !== undefined && index >= 0) this.#post({ kind: "mark", keys: [`n${index}`], reveal: true });
  }

  markAt(cursor: Cursor): void {
    if (this.#picture === undefined) return;
    this.#post({ kind: "mark", keys: partsAt(this.#picture.graph, cursor), reveal: false });
  }

  export(): void {
    this.#post({ kind: "export" });
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    this.#panel.dispose();
  }

  async #receive(message: FromPage): Promise<void> {
    switch (message.kind) {
      case "ready":
        if (this.#picture !== undefined) this.#show();
        return this.update();
      case "choose": {
        const part = this.#picture === undefined ? undefined : partsByKey(this.#picture.graph).get(message.key);
        if (part === undefined) return;
        return this.#parts.open("from" in part ? part.rules : [{ ...part, label: part.name }]);
      }
      case "direction":
        this.#direction = message.direction;
        return this.#show();
      case "export":
        return save(this.#parts.file, message.svg);
      case "drawn":
        return this.mark(this.#task);
      case "failed":
        void vscode.window.showErrorMessage(`adg: the graph cannot be drawn: ${message.message}`);
    }
  }

  #show(): void {
    if (this.#picture === undefined) return;
    const { graph, state } = this.#picture;
    this.#post({ kind: "picture", graph, badge: badges[state], direction: this.#direction });
  }

  #post(message: ToPage): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- the editor's own way to its page
    void this.#panel.webview.postMessage(message);
  }

  #page(dist: vscode.Uri): string {
    const { webview } = this.#panel;
    const address = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(dist, name)).toString();
    return pageOf({
      script: address("main.js"),
      style: address("style.css"),
      source: webview.cspSource,
      nonce: randomBytes(16).toString("hex"),
      state: this.#parts.file.toString(),
    });
  }
}

async function save(file: vscode.Uri, svg: string): Promise<void> {
  const defaultUri = file.with({ scheme: "file", path: `${file.path.replace(/\.adg$/, "")}.svg` });
  const to = await vscode.window.showSaveDialog({ defaultUri, filters: { SVG: ["svg"] }, title: "Save the graph" });
  if (to !== undefined) await vscode.workspace.fs.writeFile(to, new TextEncoder().encode(svg));
}
