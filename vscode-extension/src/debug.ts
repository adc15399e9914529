import { dirname, isAbsolute, resolve } from "node:path";
import * as vscode from "vscode";
import { type Launch, nodeLaunch, substituted } from "./debug-configuration.ts";
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

  /** The launch of Node. It is told before the editor puts values in for variables: only then is Node's debugger asked in turn. */
  async resolveDebugConfiguration(
    folder: vscode.WorkspaceFolder | undefined,
    given: vscode.DebugConfiguration,
  ): Promise<vscode.DebugConfiguration | undefined> {
    // Another provider may have said already what it is.
    if (given.type !== undefined && given.type !== "adg") return given;
    const active = programInFront();
    // Without a `launch.json`, the program in front is meant.
    const isEmpty = given.type === undefined && given.request === undefined && given.name === undefined;
    const launch: Partial<Launch> = isEmpty ? { name: "adg: this program", program: "${file}" } : given;
    const root = (folder ?? vscode.workspace.workspaceFolders?.[0])?.uri.fsPath;
    const program = substituted(launch.program ?? "", {
      ...(active === undefined ? {} : { file: active, fileDirname: dirname(active) }),
      ...(root === undefined ? {} : { workspaceFolder: root }),
    });
    if (!program.endsWith(".adg")) {
      const problem = launch.program === "${file}" ? "open an .adg file first" : `"program" must be an .adg file`;
      void vscode.window.showErrorMessage(`adg: ${problem} (launch "${launch.name}").`);
      return undefined;
    }
    const file = vscode.Uri.file(isAbsolute(program) || root === undefined ? program : resolve(root, program));
    const script = await this.#scriptFor(file);
    if (script === undefined) return undefined;
    const parts = { script, node: this.#projects.nodeFor(file), folder: this.#projects.folderOf(file) };
    const whole: Launch = { ...launch, name: launch.name ?? "adg", program: file.fsPath };
    return nodeLaunch(whole, parts) as vscode.DebugConfiguration;
  }

  /** The `adg` for a program. Says so where there is none that can be debugged. */
  async #scriptFor(file: vscode.Uri): Promise<string | undefined> {
    const adg = this.#projects.find(file);
    if (adg === undefined) await sayMissing(file);
    else if (adg.kind === "script") return adg.script;
    else
      void vscode.window.showErrorMessage(
        `adg: "${adg.program}" is no JavaScript, so it cannot be debugged: name the "adg.mjs" of an installed adg in the setting "adg.command".`,
      );
    return undefined;
  }
}

function programInFront(): string | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document?.languageId === "adg" && document.uri.scheme === "file" ? document.uri.fsPath : undefined;
}
