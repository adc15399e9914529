import { dirname } from "node:path";
import * as vscode from "vscode";
import type { Projects } from "./projects.ts";

/**
 * Says once for a project that its `adg` is of another version than the one that this extension checks programs with: the editor could
 * then say other things than a run.
 */
export function warnOfVersions(context: vscode.ExtensionContext, projects: Projects): vscode.Disposable {
  const own = String((context.extension.packageJSON as { readonly version: unknown }).version);
  const looked = new Set<string>();
  const look = (document: vscode.TextDocument): void => {
    if (document.languageId !== "adg" || document.uri.scheme !== "file") return;
    const folder = dirname(document.uri.fsPath);
    if (looked.has(folder)) return;
    looked.add(folder);
    const adg = projects.find(document.uri);
    if (adg?.kind !== "script" || adg.version === undefined || adg.version === own) return;
    void warn(context, adg.script, adg.version, own);
  };
  for (const document of vscode.workspace.textDocuments) look(document);
  return vscode.workspace.onDidOpenTextDocument(look);
}

async function warn(context: vscode.ExtensionContext, script: string, version: string, own: string): Promise<void> {
  const key = `version of ${script}: ${version}, not ${own}`;
  if (context.workspaceState.get(key) === true) return;
  await context.workspaceState.update(key, true);
  void vscode.window.showWarningMessage(
    `This project runs programs with adg ${version}, and the editor checks them with adg ${own}: what it says may differ from what a run does. Install the same version of both.`,
  );
}
