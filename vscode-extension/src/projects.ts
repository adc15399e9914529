import { homedir } from "node:os";
import { dirname } from "node:path";
import * as vscode from "vscode";
import { type CommandLine, commandLine, shortPath, type Wanted } from "./command-line.ts";
import { type AdgCommand, findAdg } from "./find-adg.ts";

/** What a program is run with. */
export class Projects {
  /** The `adg` command for a program, or `undefined`. */
  find(file: vscode.Uri): AdgCommand | undefined {
    const chosen = vscode.workspace.getConfiguration("adg", file).get("command", "");
    return findAdg(file.fsPath, {
      chosen: chosen.replace(/^~(?=[/\\])/, homedir()),
      root: this.folderOf(file),
      path: process.env["PATH"] ?? "",
    });
  }

  /** The command line for a program; `undefined` where there is no `adg`. */
  lineFor(file: vscode.Uri, wanted: Omit<Wanted, "file">): CommandLine | undefined {
    const adg = this.find(file);
    if (adg === undefined) return undefined;
    const folder = this.folderOf(file);
    const node = this.nodeFor(file);
    return commandLine(adg, { node, folder }, { ...wanted, file: shortPath(file.fsPath, folder) });
  }

  nodeFor(file: vscode.Uri): string {
    return vscode.workspace.getConfiguration("adg", file).get("node", "") || "node";
  }

  /** The folder that a program is run in. */
  folderOf(file: vscode.Uri): string {
    return vscode.workspace.getWorkspaceFolder(file)?.uri.fsPath ?? dirname(file.fsPath);
  }
}

/** Says that there is nothing to run a program with, and what to do. */
export async function sayMissing(file: vscode.Uri): Promise<void> {
  const choice = await vscode.window.showErrorMessage(
    `There is no "adg" to run "${vscode.workspace.asRelativePath(file)}" with: name it in the setting "adg.command"; in the folder of adg it is "cli/bin/adg.mjs".`,
    "Open Settings",
  );
  if (choice !== undefined) await vscode.commands.executeCommand("workbench.action.openSettings", "adg.command");
}
