import { isAbsolute, resolve } from "node:path";
import * as vscode from "vscode";
import { type Launch, nodeLaunch } from "./debug-configuration.ts";
import { type Projects, sayMissing } from "./projects.ts";

/** Debugs programs with the debugger for Node. */
export class DebugConfigurations implements vscode.DebugConfigurationProvider {
  readonly #projects: Projects;

  constructor(projects: Projects) {
    this.#projects = projects;
  }

  provideDebugConfigurations(): vscode.DebugConfiguration[] {
    return [
      { type: "adg", request: "launch", name: "adg: this program", program: "${file}" },
      { type: "adg", request: "launch", name: "adg: this program, stubbed", program: "${file}", stub: true },
    ];
  }

  /** Without a `launch.json`, the program in front is meant. */
  resolveDebugConfiguration(
    _: vscode.WorkspaceFolder | undefined,
    given: vscode.DebugConfiguration,
  ): vscode.DebugConfiguration | undefined {
    if (given.type !== undefined && given.request !== undefined && given.name !== undefined) return given;
    const isProgram = vscode.window.activeTextEditor?.document.languageId === "adg";
    return isProgram ? { type: "adg", request: "launch", name: "adg: this program", program: "${file}" } : undefined;
  }

  async resolveDebugConfigurationWithSubstitutedVariables(
    folder: vscode.WorkspaceFolder | undefined,
    given: vscode.DebugConfiguration,
  ): Promise<vscode.DebugConfiguration | undefined> {
    const launch = given as vscode.DebugConfiguration & Launch;
    if (typeof launch.program !== "string" || !launch.program.endsWith(".adg")) {
      void vscode.window.showErrorMessage(`adg: "program" in the launch "${given.name}" must be an .adg file.`);
      return undefined;
    }
    const root = folder?.uri.fsPath;
    const program = isAbsolute(launch.program) || root === undefined ? launch.program : resolve(root, launch.program);
    const file = vscode.Uri.file(program);
    const adg = this.#projects.find(file);
    if (adg?.kind !== "script") {
      if (adg === undefined) await sayMissing(file);
      else
        void vscode.window.showErrorMessage(
          `adg: "${adg.program}" is no JavaScript, so it cannot be debugged: name the "adg.mjs" of an installed adg in the setting "adg.command".`,
        );
      return undefined;
    }
    const node = this.#projects.nodeFor(file);
    const resolved = nodeLaunch(
      { ...launch, program },
      { script: adg.script, node, folder: this.#projects.folderOf(file) },
    );
    return resolved as vscode.DebugConfiguration;
  }
}
