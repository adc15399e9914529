import type { Diagnostic } from "@adg/compiler/checking";
import type { ClientCapabilities, Connection, Diagnostic as Shown } from "vscode-languageserver";
import { toDiagnostic } from "./convert.ts";
import type { OpenDocument, Workspace } from "./workspace.ts";

/** Whether a client asks for diagnostics itself. Whoever does is not sent them as well. */
export function pullsDiagnostics(client: ClientCapabilities): boolean {
  return client.textDocument?.diagnostic !== undefined;
}

/** What is said of the files of one program: of the open document, and of files that it imports and that are not open. */
export function diagnosticsByFile(
  workspace: Workspace,
  { file }: OpenDocument,
): ReadonlyMap<string, readonly Diagnostic[]> {
  const { diagnostics = [] } = workspace.analysis(file) ?? {};
  const found = Map.groupBy(diagnostics, (diagnostic) => diagnostic.file);
  // A file that is open speaks for itself.
  for (const each of found.keys()) if (each !== file && workspace.find(each) !== undefined) found.delete(each);
  if (!found.has(file)) found.set(file, []);
  return found;
}

/** Sends diagnostics to clients that do not ask for them, and tells those that do when to ask again. */
export class Publisher {
  readonly #connection: Connection;
  readonly #client: ClientCapabilities;
  readonly #workspace: Workspace;
  readonly #docs: string | undefined;
  /** For each open document: the files that are not open, and what it said of them. */
  readonly #elsewhere = new Map<string, ReadonlyMap<string, readonly Diagnostic[]>>();
  /** What each document's diagnostics were. */
  readonly #sent = new Map<string, string>();

  constructor(connection: Connection, client: ClientCapabilities, workspace: Workspace, docs: string | undefined) {
    this.#connection = connection;
    this.#client = client;
    this.#workspace = workspace;
    this.#docs = docs;
  }

  publish(document: OpenDocument): void {
    const found = diagnosticsByFile(this.#workspace, document);
    const isPulled = pullsDiagnostics(this.#client);
    if (isPulled) this.#askToPull(document, found);
    else {
      this.#send(document.uri, found.get(document.file) ?? [], document.version);
      this.#sendElsewhere(document, found);
    }
    void this.#connection.sendNotification("adg/graphChanged", { uri: document.uri });
  }

  /** A client asks after each change of its own; what else changes a document it must be told. */
  #askToPull({ file, version }: OpenDocument, found: ReadonlyMap<string, readonly Diagnostic[]>): void {
    const said = JSON.stringify(
      [...found].map(([name, of]) => [name, of.map(({ code, span, message }) => [code, span, message])]),
    );
    const before = this.#sent.get(file);
    this.#sent.set(file, `${version} ${said}`);
    const isSameVersion = before?.startsWith(`${version} `) === true;
    if (
      isSameVersion &&
      before !== `${version} ${said}` &&
      this.#client.workspace?.diagnostics?.refreshSupport === true
    )
      void this.#connection.languages.diagnostics.refresh();
  }

  /** Several programs may say something of the same imported file: all of it is shown, once. */
  #sendElsewhere(document: OpenDocument, found: ReadonlyMap<string, readonly Diagnostic[]>): void {
    for (const main of this.#elsewhere.keys())
      if (this.#workspace.find(main) === undefined) this.#elsewhere.delete(main);
    const before = this.#elsewhere.get(document.file);
    const now = new Map([...found].filter(([file]) => file !== document.file));
    this.#elsewhere.set(document.file, now);
    for (const file of new Set([...(before?.keys() ?? []), ...now.keys()])) {
      if (this.#workspace.find(file) !== undefined) continue;
      const all = [...this.#elsewhere.values()].flatMap((each) => each.get(file) ?? []);
      const once = new Map(all.map((each) => [`${each.code} ${each.span.start} ${each.message}`, each]));
      this.#send(this.#workspace.uriOf(file), [...once.values()]);
    }
  }

  #send(uri: string, diagnostics: readonly Diagnostic[], version?: number): void {
    const shown: Shown[] = diagnostics.map((each) => toDiagnostic(this.#workspace, each, this.#docs));
    void this.#connection.sendDiagnostics({ uri, diagnostics: shown, ...(version === undefined ? {} : { version }) });
  }
}
