/** What the extension answers inside of VS Code, asked with VS Code's own interface. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type * as vscode from "vscode";
import { wholeWords, words } from "../support/words.ts";

/** What a case works with. */
export interface Inside {
  readonly vscode: typeof vscode;
  /** The folder that is open. */
  readonly folder: string;
}

export type Case = (inside: Inside) => Promise<void>;

let files = 0;

/** A new document in a file of its own; what it says is known. */
async function open({ vscode, folder }: Inside, text: string): Promise<vscode.TextDocument> {
  const path = join(folder, `case-${++files}.adg`);
  writeFileSync(path, text);
  const document = await vscode.workspace.openTextDocument(path);
  await vscode.window.showTextDocument(document);
  await vscode.extensions.getExtension("adg.adg-vscode")?.activate();
  return document;
}

/** Asks again until the answer is as wanted; what it was last is told otherwise. */
async function until<T>(ask: () => T | Thenable<T>, is: (answer: T) => boolean): Promise<T> {
  for (const end = Date.now() + 60_000; ;) {
    const answer = await ask();
    if (is(answer)) return answer;
    if (Date.now() > end) throw new Error(`It stayed: ${JSON.stringify(answer)}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** The place of the `n`th time that a text stands in a document, counted from 0. */
function placeOf(document: vscode.TextDocument, text: string, n = 0): vscode.Position {
  const at = [...document.getText().matchAll(new RegExp(text, "g"))][n]?.index;
  assert.notEqual(at, undefined, `"${text}" is not there`);
  return document.positionAt(at ?? 0);
}

export const cases: Readonly<Record<string, Case>> = {
  async "a mistake is told with its code, its range and a page that explains it"(inside) {
    const { vscode } = inside;
    const document = await open(inside, words);
    const [diagnostic] = await until(
      () => vscode.languages.getDiagnostics(document.uri),
      (all) => all.length === 1,
    );
    const at = placeOf(document, "total\\(all");
    assert.deepEqual(diagnostic?.range, new vscode.Range(at, at.translate(0, "total".length)));
    assert.equal(diagnostic?.severity, vscode.DiagnosticSeverity.Error);
    assert.equal((diagnostic?.code as { readonly value: unknown } | undefined)?.value, "ADG4001");
  },

  async "a fix is offered for it, and mends it"(inside) {
    const { vscode } = inside;
    const document = await open(inside, words);
    const at = placeOf(document, "total\\(all");
    await until(
      () => vscode.languages.getDiagnostics(document.uri),
      (all) => all.length === 1,
    );
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      document.uri,
      new vscode.Range(at, at),
      vscode.CodeActionKind.QuickFix.value,
      5,
    );
    const fix = actions.find(({ isPreferred }) => isPreferred);
    assert.ok(fix?.edit, "a preferred fix");
    await vscode.workspace.applyEdit(fix.edit);
    assert.match(document.getText(), /^edge count -> total$/m);
    await until(
      () => vscode.languages.getDiagnostics(document.uri),
      (all) => all.length === 0,
    );
  },

  async "what a TypeScript module tells of a program is told, too"(inside) {
    const { vscode, folder } = inside;
    writeFileSync(join(folder, "size.ts"), "export function size(name: string): number {\n  return name.length;\n}\n");
    const document = await open(inside, 'task size(name: int) -> int from "./size.ts"\nstart: size(1)\n');
    const [diagnostic] = await until(
      () => vscode.languages.getDiagnostics(document.uri),
      (all) => all.length === 1,
    );
    assert.equal((diagnostic?.code as { readonly value: unknown } | undefined)?.value, "ADG6003");
  },

  async "names complete where they may stand"(inside) {
    const { vscode } = inside;
    const document = await open(inside, `${wholeWords}when no more `);
    const list = await until(
      () =>
        vscode.commands.executeCommand<vscode.CompletionList>(
          "vscode.executeCompletionItemProvider",
          document.uri,
          document.positionAt(document.getText().length),
        ),
      ({ items }) => items.some(({ label }) => label === "find_texts"),
    );
    const labels = new Set(list.items.map(({ label }) => (typeof label === "string" ? label : label.label)));
    for (const name of ["find_texts", "count", "total"]) assert.ok(labels.has(name), name);
    assert.ok(!labels.has("folder"), "an input is no task");
  },

  async "a name tells what it is, where it is declared and where it is used"(inside) {
    const { vscode } = inside;
    const document = await open(inside, wholeWords);
    const use = placeOf(document, String.raw`\bcount\b`, 2);
    const [hover] = await until(
      () => vscode.commands.executeCommand<vscode.Hover[]>("vscode.executeHoverProvider", document.uri, use),
      (hovers) => hovers.length > 0,
    );
    assert.match(
      hover?.contents.map((part) => (typeof part === "string" ? part : part.value)).join() ?? "",
      /count\(text: file\) -> int/,
    );
    const [definition] = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
      "vscode.executeDefinitionProvider",
      document.uri,
      use,
    );
    const range =
      definition === undefined ? undefined : "range" in definition ? definition.range : definition.targetRange;
    assert.equal(range?.start.line, placeOf(document, "task count").line);
    const references = await vscode.commands.executeCommand<vscode.Location[]>(
      "vscode.executeReferenceProvider",
      document.uri,
      use,
    );
    assert.equal(references.length, [...wholeWords.matchAll(/\bcount\b/g)].length);
  },

  async "a rename changes the declaration and every use"(inside) {
    const { vscode } = inside;
    const document = await open(inside, wholeWords);
    const edit = await until(
      () =>
        vscode.commands.executeCommand<vscode.WorkspaceEdit>(
          "vscode.executeDocumentRenameProvider",
          document.uri,
          placeOf(document, String.raw`\bcount\b`),
          "words_in",
        ),
      ({ size }) => size > 0,
    );
    await vscode.workspace.applyEdit(edit);
    assert.equal(document.getText(), wholeWords.replaceAll(/\bcount\b/g, "words_in"));
  },

  async "formatting lays a document out"(inside) {
    const { vscode } = inside;
    const document = await open(inside, "task a(  ) -> int=1\nstart:\n      a( )\n");
    const edits = await until(
      () =>
        vscode.commands.executeCommand<vscode.TextEdit[] | undefined>(
          "vscode.executeFormatDocumentProvider",
          document.uri,
          {
            tabSize: 2,
            insertSpaces: true,
          },
        ),
      (all) => all !== undefined,
    );
    const edit = new vscode.WorkspaceEdit();
    edit.set(document.uri, edits ?? []);
    await vscode.workspace.applyEdit(edit);
    assert.equal(document.getText(), "task a() -> int = 1\nstart:\n  a()\n");
  },

  async "an outline, folding and hints are there"(inside) {
    const { vscode } = inside;
    const document = await open(inside, wholeWords);
    const symbols = await until(
      () =>
        vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>(
          "vscode.executeDocumentSymbolProvider",
          document.uri,
        ),
      (all) => (all?.length ?? 0) > 0,
    );
    for (const name of ["find_texts", "count", "total"])
      assert.ok(
        symbols?.some((symbol) => symbol.name.includes(name)),
        name,
      );
    const hints = await until(
      () =>
        vscode.commands.executeCommand<vscode.InlayHint[]>(
          "vscode.executeInlayHintProvider",
          document.uri,
          new vscode.Range(0, 0, document.lineCount, 0),
        ),
      (all) => all.length > 0,
    );
    assert.ok(hints.length > 0);
  },

  async "lenses above a program run it, and lead to its graph and to references"(inside) {
    const { vscode } = inside;
    const document = await open(inside, wholeWords);
    const lenses = await until(
      () => vscode.commands.executeCommand<vscode.CodeLens[]>("vscode.executeCodeLensProvider", document.uri, 20),
      (all) => all.length > 3,
    );
    const commands = new Set(lenses.map(({ command }) => command?.command));
    for (const name of ["adg.run", "adg.runStubbed", "adg.showGraph"]) assert.ok(commands.has(name), name);
    const known = new Set(await vscode.commands.getCommands(true));
    for (const command of commands) if (command) assert.ok(known.has(command), command);
  },

  async "a task checks a program, and what it reports shows among the problems"(inside) {
    const { vscode, folder } = inside;
    const document = await open(inside, words);
    const name = document.uri.path.slice(document.uri.path.lastIndexOf("/") + 1);
    const tasks = await vscode.tasks.fetchTasks({ type: "adg" });
    const task = tasks.find((each) => each.name === `check ${name}`);
    assert.ok(task, `a task for ${name} in ${folder}`);
    await until(
      () => vscode.languages.getDiagnostics(document.uri),
      (all) => all.length === 1,
    );
    await vscode.tasks.executeTask(task);
    const found = await until(
      () => vscode.languages.getDiagnostics(document.uri),
      (all) => all.length === 2,
    );
    assert.deepEqual(
      found.map(({ range }) => range.start.line),
      Array(2).fill(placeOf(document, "total\\(all").line),
    );
  },

  async "a code is explained on a page of its own"(inside) {
    const { vscode } = inside;
    await vscode.commands.executeCommand("adg.explain", "ADG4001");
    const uri = vscode.Uri.parse("adg-explain:/ADG4001.md");
    const page = await vscode.workspace.openTextDocument(uri);
    assert.match(page.getText(), /^## ADG4001: [^]*```adg/);
  },

  async "the server starts again when it is told to"(inside) {
    const { vscode } = inside;
    const document = await open(inside, words);
    await until(
      () => vscode.languages.getDiagnostics(document.uri),
      (all) => all.length === 1,
    );
    await vscode.commands.executeCommand("adg.restart");
    await until(
      () => vscode.languages.getDiagnostics(document.uri),
      (all) => all.length === 1,
    );
  },

  async "a debug session stops in a rule, at the line of the program"(inside) {
    const { vscode } = inside;
    const document = await open(inside, wholeWords);
    const line = placeOf(document, "for text in").line;
    vscode.debug.addBreakpoints([
      new vscode.SourceBreakpoint(new vscode.Location(document.uri, new vscode.Position(line, 0))),
    ]);
    const started = await vscode.debug.startDebugging(vscode.workspace.workspaceFolders?.[0], {
      type: "adg",
      request: "launch",
      name: "the program",
      program: document.uri.fsPath,
      console: "internalConsole",
    });
    assert.ok(started, "the session started");
    const item = await until(
      () => vscode.debug.activeStackItem,
      (active) => active !== undefined && "frameId" in active,
    );
    assert.ok(item !== undefined && "frameId" in item);
    const { stackFrames } = (await item.session.customRequest("stackTrace", {
      threadId: item.threadId,
      levels: 1,
    })) as {
      readonly stackFrames: readonly { readonly line: number; readonly source?: { readonly path?: string } }[];
    };
    assert.equal(stackFrames[0]?.line, line + 1);
    // On a machine that the window is connected to, a path is an address there.
    assert.ok(stackFrames[0]?.source?.path?.endsWith(document.uri.fsPath), stackFrames[0]?.source?.path);
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
    await vscode.debug.stopDebugging();
  },
};
