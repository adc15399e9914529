import { readFile } from "node:fs/promises";
import * as vscode from "vscode";
import { findSection, titlesOf } from "./sections.ts";

/** What is said about the codes of messages, as pages of their own. */
export class Explanations implements vscode.TextDocumentContentProvider {
  static readonly scheme = "adg-explain";
  readonly #page: vscode.Uri;

  constructor(extension: vscode.Uri) {
    this.#page = vscode.Uri.joinPath(extension, "dist", "diagnostics.md");
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const code = /(\w+)\.md$/.exec(uri.path)?.[1] ?? "";
    return findSection(await this.#text(), code) ?? `There is no code "${code}".`;
  }

  /** Shows what a code means beside the text; asks which, where none is given. */
  async show(code: unknown): Promise<void> {
    const titles = titlesOf(await this.#text());
    const chosen =
      typeof code === "string"
        ? code
        : await vscode.window
            .showQuickPick(
              titles.map((each) => ({ label: each.code, description: each.title })),
              { placeHolder: "What a message's code means", matchOnDescription: true },
            )
            .then((choice) => choice?.label);
    if (chosen === undefined) return;
    if (!titles.some((each) => each.code === chosen)) {
      void vscode.window.showErrorMessage(`adg: there is no code "${chosen}".`);
      return;
    }
    const uri = vscode.Uri.from({ scheme: Explanations.scheme, path: `/${chosen}.md` });
    await vscode.commands.executeCommand("markdown.showPreviewToSide", uri);
  }

  #text(): Promise<string> {
    return readFile(this.#page.fsPath, "utf8");
  }
}
