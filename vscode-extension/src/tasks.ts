import * as vscode from "vscode";
import { type Projects, sayMissing } from "./projects.ts";
import { shortPath } from "./command-line.ts";

const verbs = ["check", "run", "watch"] as const;
type Verb = (typeof verbs)[number];

/** What stands in `tasks.json`. */
interface Definition extends vscode.TaskDefinition {
  readonly type: "adg";
  readonly command: Verb;
  readonly file: string;
  readonly stub?: boolean;
  readonly args?: readonly string[];
  readonly inputs?: Readonly<Record<string, unknown>>;
}

/** More programs than this are not offered: whoever has them names those that are meant. */
const mostPrograms = 50;

/** Checks and runs programs in a terminal, and offers tasks for those in the folders that are open. */
export class AdgTasks implements vscode.TaskProvider {
  readonly #projects: Projects;

  constructor(projects: Projects) {
    this.#projects = projects;
  }

  async provideTasks(): Promise<vscode.Task[]> {
    const found = await vscode.workspace.findFiles("**/*.adg", "**/{node_modules,.adg}/**", mostPrograms);
    const open = vscode.workspace.textDocuments.filter(
      ({ languageId, uri }) => languageId === "adg" && uri.scheme === "file",
    );
    const files = new Map([...open.map(({ uri }) => uri), ...found].map((uri) => [uri.toString(), uri]));
    return [...files.values()]
      .toSorted((a, b) => a.fsPath.localeCompare(b.fsPath))
      .flatMap((file) => verbs.flatMap((command) => this.#taskFor(file, { command }) ?? []));
  }

  /** A task from `tasks.json`. */
  resolveTask(task: vscode.Task): vscode.Task | undefined {
    const definition = task.definition as Definition;
    if (!verbs.includes(definition.command) || typeof definition.file !== "string") return undefined;
    const folder = typeof task.scope === "object" ? task.scope : vscode.workspace.workspaceFolders?.[0];
    const path = definition.file.replaceAll("${workspaceFolder}", folder?.uri.fsPath ?? "");
    const active = vscode.window.activeTextEditor?.document;
    const file =
      path === "${file}" && active !== undefined
        ? active.uri
        : /^([/\\]|[A-Za-z]:)/.test(path)
          ? vscode.Uri.file(path)
          : vscode.Uri.joinPath(folder?.uri ?? vscode.Uri.file("/"), path);
    return this.#taskFor(file, definition, definition);
  }

  /** Runs a program in a terminal, after it was saved. */
  async run(file: vscode.Uri, { stub }: { readonly stub: boolean }): Promise<void> {
    const document = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === file.toString());
    if (document?.isDirty === true && !(await document.save())) return;
    const args = vscode.workspace.getConfiguration("adg", file).get<readonly string[]>("run.arguments", []);
    const task = this.#taskFor(file, { command: "run", stub, args });
    if (task === undefined) await sayMissing(file);
    else await vscode.tasks.executeTask(task);
  }

  #taskFor(
    file: vscode.Uri,
    { command, stub = false, args = [], inputs = {} }: Omit<Definition, "type" | "file">,
    given?: Definition,
  ): vscode.Task | undefined {
    const line = this.#projects.lineFor(file, { verb: command, stub, args, inputs });
    if (line === undefined) return undefined;
    const cwd = this.#projects.folderOf(file);
    const path = shortPath(file.fsPath, cwd);
    const definition: Definition = given ?? { type: "adg", command, file: path, ...(stub ? { stub } : {}) };
    const task = new vscode.Task(
      definition,
      vscode.workspace.getWorkspaceFolder(file) ?? vscode.TaskScope.Workspace,
      `${command} ${path}${stub ? " (stubbed)" : ""}`,
      "adg",
      new vscode.ProcessExecution(line.program, [...line.args], { cwd }),
      command === "watch" ? "$adg-watch" : "$adg",
    );
    task.isBackground = command === "watch";
    if (command === "check") task.group = vscode.TaskGroup.Build;
    task.presentationOptions = {
      reveal: command === "run" ? vscode.TaskRevealKind.Always : vscode.TaskRevealKind.Silent,
      panel: vscode.TaskPanelKind.Dedicated,
      clear: true,
      showReuseMessage: false,
    };
    return task;
  }
}
