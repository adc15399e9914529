import * as vscode from "vscode";
import type { Explanations } from "./explain.ts";
import type { GraphPanels } from "./graph-panels.ts";
import type { LanguageServer } from "./language-server.ts";
import type { AdgTasks } from "./tasks.ts";

interface Parts {
  readonly server: LanguageServer;
  readonly graphs: GraphPanels;
  readonly explanations: Explanations;
  readonly tasks: AdgTasks;
  readonly output: vscode.LogOutputChannel;
}

interface Place {
  readonly line: number;
  readonly character: number;
}

/** A place as the language server names it. */
interface Location {
  readonly uri: string;
  readonly range: { readonly start: Place; readonly end: Place };
}

/** The commands that people, lenses and menus call. */
export function registerCommands(parts: Parts): readonly vscode.Disposable[] {
  const { server, graphs, explanations, tasks, output } = parts;
  const commands: Readonly<Record<string, (...given: never[]) => unknown>> = {
    "adg.run": (uri: unknown) => withProgram(uri, (file) => tasks.run(file, { stub: false })),
    "adg.runStubbed": (uri: unknown) => withProgram(uri, (file) => tasks.run(file, { stub: true })),
    "adg.showGraph": (uri: unknown, task: unknown) =>
      withProgram(uri, (file) => graphs.show(file, typeof task === "string" ? task : undefined)),
    "adg.exportGraph": (uri: unknown) => withProgram(uri, (file) => graphs.export(file)),
    "adg.explain": (code: unknown) => explanations.show(code),
    "adg.showReferences": showReferences,
    "adg.restart": () => server.restart(),
    "adg.showOutput": () => output.show(),
  };
  return Object.entries(commands).map(([name, command]) => vscode.commands.registerCommand(name, command));
}

/** Calls `action` with the program that is meant: the one given, else the one in front. */
async function withProgram(given: unknown, action: (file: vscode.Uri) => Promise<void>): Promise<void> {
  const file = given instanceof vscode.Uri ? given : typeof given === "string" ? vscode.Uri.parse(given) : inFront();
  if (file === undefined) void vscode.window.showErrorMessage("adg: open an .adg file first.");
  else await action(file);
}

function inFront(): vscode.Uri | undefined {
  const document = vscode.window.activeTextEditor?.document;
  if (document?.languageId === "adg") return document.uri;
  return vscode.window.visibleTextEditors.find((editor) => editor.document.languageId === "adg")?.document.uri;
}

function showReferences(uri: string, position: Place, locations: readonly Location[]): Thenable<unknown> {
  return vscode.commands.executeCommand(
    "editor.action.showReferences",
    vscode.Uri.parse(uri),
    positionOf(position),
    locations.map(
      ({ uri: file, range }) =>
        new vscode.Location(vscode.Uri.parse(file), new vscode.Range(positionOf(range.start), positionOf(range.end))),
    ),
  );
}

function positionOf({ line, character }: Place): vscode.Position {
  return new vscode.Position(line, character);
}
