import type { Diagnostic } from "@adg/compiler/checking";
import type { ClientCapabilities, Connection, Diagnostic as Described } from "vscode-languageserver";
import { hasCommand } from "./client-commands.ts";
import { toDiagnostic } from "./convert.ts";
import { refresh, type Shown } from "./refresh.ts";
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
  /** Of each open document that was checked: its version then, and what its diagnostics were. */
  readonly #checked = new Map<string, { readonly version: number; readonly said: string }>();
  /** What the client shows that is no longer so, though it has changed nothing itself. */
  readonly #outdated = new Set<Shown>();

  constructor(connection: Connection, client: ClientCapabilities, workspace: Workspace, docs: string | undefined) {
    this.#connection = connection;
    this.#client = client;
    this.#workspace = workspace;
    this.#docs = docs;
  }

  publish(document: OpenDocument): void {
    const found = diagnosticsByFile(this.#workspace, document);
    this.#noteOutdated(document, found);
    if (!pullsDiagnostics(this.#client)) {
      this.#send(document.uri, found.get(document.file) ?? [], document.version);
      this.#sendElsewhere(document.file, new Map([...found].filter(([file]) => file !== document.file)));
    }
    if (hasCommand(this.#client, "adg.showGraph"))
      this.#tell(this.#connection.sendNotification("adg/graphChanged", { uri: document.uri }));
  }

  /** Takes back what was said of a document that is closed, and of files that it imports. */
  close({ uri, file }: Pick<OpenDocument, "uri" | "file">): void {
    this.#checked.delete(file);
    if (pullsDiagnostics(this.#client)) return;
    this.#send(uri, []);
    this.#sendElsewhere(file, new Map());
  }

  /** Has the client ask again for what has changed without it, once all that was due is checked. */
  refresh(): void {
    refresh(this.#connection, this.#client, this.#outdated);
    this.#outdated.clear();
  }

  /** A client asks after each change of its own; what else changes a document it must be told. */
  #noteOutdated({ file, version }: OpenDocument, found: ReadonlyMap<string, readonly Diagnostic[]>): void {
    const said = JSON.stringify(
      [...found].map(([name, of]) => [name, of.map(({ code, span, message }) => [code, span, message])]),
    );
    const before = this.#checked.get(file);
    this.#checked.set(file, { version, said });
    if (before?.version !== version) return;
    for (const each of ["inlayHint", "codeLens", "semanticTokens"] as const) this.#outdated.add(each);
    if (before.said !== said) this.#outdated.add("diagnostics");
  }

  /** Several programs may say something of the same imported file: all of it is shown, once. */
  #sendElsewhere(main: string, now: ReadonlyMap<string, readonly Diagnostic[]>): void {
    const before = this.#elsewhere.get(main);
    if (now.size === 0) this.#elsewhere.delete(main);
    else this.#elsewhere.set(main, now);
    for (const file of new Set([...(before?.keys() ?? []), ...now.keys()])) {
      if (this.#workspace.find(file) !== undefined) continue;
      const all = [...this.#elsewhere.values()].flatMap((each) => each.get(file) ?? []);
      const once = new Map(all.map((each) => [`${each.code} ${each.span.start} ${each.message}`, each]));
      this.#send(this.#workspace.uriOf(file), [...once.values()]);
    }
  }

  #send(uri: string, diagnostics: readonly Diagnostic[], version?: number): void {
    const shown: Described[] = diagnostics.map((each) => toDiagnostic(this.#workspace, each, this.#docs));
    this.#tell(
      this.#connection.sendDiagnostics({ uri, diagnostics: shown, ...(version === undefined ? {} : { version }) }),
    );
  }

  #tell(sent: Promise<void>): void {
    sent.catch(() => {
      // Nobody is there any more to be told.
    });
  }
}
