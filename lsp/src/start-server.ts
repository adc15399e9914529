/** The server's life: what is agreed on with the client, what comes in, and whom it concerns. */
import { existsSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { bashParser } from "@adg/host";
import {
  type CancellationToken,
  type ClientCapabilities,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  ErrorCodes,
  FileChangeType,
  type InitializeParams,
  type InitializeResult,
  LSPErrorCodes,
  PositionEncodingKind,
  type RequestType,
  ResponseError,
  type ServerCapabilities,
  TextDocuments,
  TextDocumentSyncKind,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { Checks } from "./checks.ts";
import { pathOf } from "./convert.ts";
import { type Handler, type OpenProgram, type Server } from "./feature.ts";
import { features } from "./features.ts";
import { checkParams } from "./params.ts";
import { Publisher } from "./publisher.ts";
import { refresh } from "./refresh.ts";
import { CurrentSettings } from "./settings.ts";
import { TypeScriptAnswers } from "./typescript/answers.ts";
import { Reading } from "./typescript/reading.ts";
import { Workspace } from "./workspace.ts";
import { WorkspaceFiles } from "./workspace-files.ts";

/** Serves one client over a connection, until it says goodbye. */
export function startServer(connection: Connection): void {
  connection.onInitialize((params) => initialize(connection, params));
  connection.listen();
}

/** What a client may give when it starts the server. */
interface Options {
  /** `false`: no module of the user's is read, as the folder is not trusted. */
  readonly trusted?: boolean;
}

function initialize(connection: Connection, params: InitializeParams): InitializeResult {
  const { capabilities: client, workspaceFolders, rootUri } = params;
  const { trusted = true } = (params.initializationOptions ?? {}) as Options;
  const answers = new TypeScriptAnswers();
  const workspace = new Workspace(answers, { trusted });
  const files = new WorkspaceFiles(workspace);
  const roots = workspaceFolders?.map(({ uri }) => uri) ?? (rootUri == null ? [] : [rootUri]);
  files.setRoots(roots.map(pathOf));
  const settings = new CurrentSettings();
  const docs = findDocs();
  const reading = new Reading(answers, {
    news: () => checks.schedule(workspace.changedAll()),
    trouble: (message) => connection.console.warn(message),
  });
  const publisher = new Publisher(connection, client, workspace, docs);
  const checks = new Checks(workspace, {
    check: (document) => {
      publisher.publish(document);
      if (trusted) reading.ask();
    },
    done: () => publisher.refresh(),
    fault: (error) => connection.console.error(faultText("a check", error)),
  });
  const document = ({ textDocument }: { readonly textDocument: { readonly uri: string } }): OpenProgram => {
    const open = workspace.find(pathOf(textDocument.uri));
    if (open === undefined) throw notOpen(textDocument.uri);
    return {
      ...open,
      source: workspace.sourceOf(open.file),
      // Who does not ask for it does not wait for it.
      get analysis() {
        const analysis = workspace.analysis(open.file);
        if (analysis === undefined) throw notOpen(textDocument.uri);
        return analysis;
      },
    };
  };
  const server: Server = {
    connection,
    client,
    workspace,
    files,
    checks,
    settings,
    docs,
    document,
    on: (type, handler) => answer(connection, type, handler),
  };
  for (const feature of features) feature.register(server);
  listenToDocuments(server, publisher);
  const looking = listenToFiles(server, reading);
  connection.onInitialized(() => afterwards(server, settings));
  connection.onShutdown(async () => {
    checks.stop();
    clearInterval(looking);
    await reading.close();
  });
  return { capabilities: announced(client), serverInfo: { name: "adg", version: "0.1.0" } };
}

/** All that the server can do for a client. */
export function announced(client: ClientCapabilities): ServerCapabilities {
  const own: ServerCapabilities = {
    // The only one that every client has.
    positionEncoding: PositionEncodingKind.UTF16,
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: false },
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  };
  return features.reduce((all, feature) => {
    const { workspace: ofWorkspace, ...more } = feature.capabilities(client);
    return { ...all, ...more, workspace: { ...all.workspace, ...ofWorkspace } };
  }, own);
}

function listenToDocuments({ connection, workspace, checks }: Server, publisher: Publisher): void {
  const documents = new TextDocuments(TextDocument);
  documents.onDidChangeContent(({ document }) => {
    const { uri, version } = document;
    const text = document.getText();
    const file = pathOf(uri);
    workspace.put({ uri, file, version, text });
    const concerned = workspace.changed([file]);
    checks.schedule(concerned.toSorted((a, b) => Number(b.file === file) - Number(a.file === file)));
    if (workspace.bash === undefined && mayHaveShell(text))
      bashParser().then(
        (bash) => {
          if (workspace.bash !== undefined) return;
          workspace.bash = bash;
          checks.schedule(workspace.changedAll());
        },
        (error: unknown) => connection.console.error(`The shell's grammar could not be loaded: ${messageOf(error)}`),
      );
  });
  documents.onDidClose(({ document: { uri } }) => {
    const file = pathOf(uri);
    workspace.close(file);
    publisher.close({ uri, file });
    checks.schedule(workspace.changed([file]));
  });
  documents.listen(connection);
}

/** Whether a program may have `sh` texts, or import files that do. */
function mayHaveShell(text: string): boolean {
  return /\bsh\s*"|\.adg"/.test(text);
}

/** Answers the timer by which the server looks itself at files where the client does not tell of them. */
function listenToFiles(
  { connection, client, workspace, files, checks }: Server,
  reading: Reading,
): NodeJS.Timeout | undefined {
  const isProgram = (path: string): boolean => path.endsWith(".adg");
  const changed = (paths: readonly string[]): void => {
    if (!paths.every(isProgram)) reading.forget();
    const concerned = workspace.changed(paths);
    // A module may be one that another imports which a program asked for: TypeScript knows, we do not.
    checks.schedule(paths.every(isProgram) ? concerned : workspace.changedAll());
  };
  connection.onDidChangeWatchedFiles(({ changes }) => {
    // To look through all folders again takes long: what has only changed is still there.
    if (changes.some(({ uri, type }) => type !== FileChangeType.Changed && isProgram(pathOf(uri)))) files.forget();
    changed(changes.map(({ uri }) => pathOf(uri)));
  });
  if (client.workspace?.didChangeWatchedFiles?.dynamicRegistration === true) return undefined;
  return setInterval(() => {
    const paths = workspace.changedOnDisk();
    if (paths.length === 0) return;
    if (paths.some(isProgram)) files.forget();
    changed(paths);
  }, everySoOften).unref();
}

/** Milliseconds from look to look at the files that are known. */
const everySoOften = 1000;

/** What can be asked of the client only after it has said that it is ready. */
async function afterwards({ connection, client, files }: Server, settings: CurrentSettings): Promise<void> {
  if (client.workspace?.workspaceFolders === true)
    connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      const gone = new Set(removed.map(({ uri }) => pathOf(uri)));
      files.setRoots([...files.roots.filter((root) => !gone.has(root)), ...added.map(({ uri }) => pathOf(uri))]);
    });
  const canAsk = client.workspace?.configuration === true;
  connection.onDidChangeConfiguration(async ({ settings: given }) => {
    if (canAsk) await settings.pull(connection);
    else settings.put((given as { readonly adg?: unknown } | undefined)?.adg);
    refresh(connection, client, ["inlayHint", "codeLens"]);
  });
  const { didChangeWatchedFiles: watched, didChangeConfiguration } = client.workspace ?? {};
  // One that is refused keeps the client from none of the others.
  await Promise.allSettled([
    watched?.dynamicRegistration === true &&
      connection.client.register(DidChangeWatchedFilesNotification.type, {
        watchers: [{ globPattern: "**/*.{adg,ts,mts,cts,js,mjs,cjs,py}" }, { globPattern: "**/tsconfig.json" }],
      }),
    didChangeConfiguration?.dynamicRegistration === true &&
      connection.client.register(DidChangeConfigurationNotification.type, { section: "adg" }),
    canAsk && settings.pull(connection),
  ]);
}

function answer<P, R, E>(connection: Connection, type: RequestType<P, R, E>, handler: Handler<P, R>): void {
  connection.onRequest(type.method, async (params: P, token: CancellationToken): Promise<unknown> => {
    checkParams(type.method, params);
    // What came in with the request may cancel it.
    await nextTurn();
    if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, "It was cancelled.");
    try {
      return await handler(params, token);
    } catch (error) {
      if (error instanceof ResponseError) throw error;
      connection.console.error(faultText(`"${type.method}"`, error));
      throw new ResponseError(ErrorCodes.InternalError, `A fault of adg in "${type.method}": ${messageOf(error)}`);
    }
  });
}

function faultText(where: string, error: unknown): string {
  return `A fault of adg in ${where}, please report it: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function notOpen(uri: string): ResponseError {
  return new ResponseError(ErrorCodes.InvalidParams, `The document "${uri}" is not open.`);
}

/** The page that explains the diagnostics, where it is installed with the server, whether bundled or not, or lies in the sources. */
function findDocs(): string | undefined {
  const candidates = [
    "../diagnostics.md",
    "../../diagnostics.md",
    "../../docs/diagnostics.md",
    "../../../docs/diagnostics.md",
  ].map((path) => new URL(path, import.meta.url));
  const found = candidates.map((url) => fileURLToPath(url)).find((path) => existsSync(path));
  return found === undefined ? undefined : pathToFileURL(found).href;
}
