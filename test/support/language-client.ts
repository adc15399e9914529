/** A client of the language server, as an editor is one: `adg lsp` in a process of its own, spoken to over its standard streams. */
import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath, pathToFileURL } from "node:url";
import * as lsp from "vscode-languageserver-protocol/node";

const adg = fileURLToPath(new URL("../../cli/bin/adg.mjs", import.meta.url));

export interface ClientOptions {
  readonly capabilities?: lsp.ClientCapabilities;
  readonly roots?: readonly string[];
  readonly initializationOptions?: unknown;
  /** What the client answers when it is asked for its settings. */
  readonly settings?: unknown;
}

export class LanguageClient {
  readonly connection: lsp.ProtocolConnection;
  readonly process: ChildProcess;
  /** What the server announced. */
  announced: lsp.InitializeResult = { capabilities: {} };
  /** All that was published, the newest last. */
  readonly published: lsp.PublishDiagnosticsParams[] = [];
  readonly #waiting = new Set<() => void>();
  readonly #versions = new Map<string, number>();

  private constructor() {
    this.process = spawn(process.execPath, [adg, "lsp", "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
    const { stdin, stdout } = this.process;
    if (stdin === null || stdout === null) throw new Error("The server has no streams.");
    this.connection = lsp.createProtocolConnection(
      new lsp.StreamMessageReader(stdout),
      new lsp.StreamMessageWriter(stdin),
    );
    this.connection.onNotification(lsp.PublishDiagnosticsNotification.type, (params) => {
      this.published.push(params);
      for (const look of this.#waiting) look();
    });
    this.connection.onRequest(lsp.RegistrationRequest.type, () => {});
    this.connection.onNotification(lsp.LogMessageNotification.type, () => {});
    this.connection.listen();
  }

  /** A client whose server is ready. */
  static async start(options: ClientOptions = {}): Promise<LanguageClient> {
    const client = new LanguageClient();
    const { capabilities = {}, roots = [], initializationOptions, settings } = options;
    client.connection.onRequest(lsp.ConfigurationRequest.type, ({ items }) => items.map(() => settings ?? null));
    client.announced = await client.connection.sendRequest(lsp.InitializeRequest.type, {
      processId: process.pid,
      rootUri: null,
      capabilities,
      workspaceFolders: roots.map((root) => ({ uri: pathToFileURL(root).href, name: root })),
      ...(initializationOptions === undefined ? {} : { initializationOptions }),
    });
    await client.connection.sendNotification(lsp.InitializedNotification.type, {});
    return client;
  }

  async open(uri: string, text: string): Promise<void> {
    this.#versions.set(uri, 1);
    await this.connection.sendNotification(lsp.DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId: "adg", version: 1, text },
    });
  }

  /** Answers the new version. */
  async change(uri: string, contentChanges: lsp.TextDocumentContentChangeEvent[]): Promise<number> {
    const version = (this.#versions.get(uri) ?? 0) + 1;
    this.#versions.set(uri, version);
    await this.connection.sendNotification(lsp.DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version },
      contentChanges,
    });
    return version;
  }

  async close(uri: string): Promise<void> {
    await this.connection.sendNotification(lsp.DidCloseTextDocumentNotification.type, { textDocument: { uri } });
  }

  request<P, R, E>(type: lsp.RequestType<P, R, E>, params: P): Promise<R> {
    return this.connection.sendRequest<R>(type.method, params);
  }

  /** The newest diagnostics of a document that meet the condition; those that are there count. */
  async diagnostics(
    uri: string,
    is: (params: lsp.PublishDiagnosticsParams) => boolean = () => true,
  ): Promise<lsp.Diagnostic[]> {
    const newest = (): lsp.PublishDiagnosticsParams | undefined =>
      this.published.findLast((params) => params.uri === uri && is(params));
    for (;;) {
      const found = newest();
      if (found !== undefined) return found.diagnostics;
      await new Promise<void>((done) => {
        const look = (): void => {
          this.#waiting.delete(look);
          done();
        };
        this.#waiting.add(look);
      });
    }
  }

  /** Says goodbye; answers the exit code of the server. */
  async stop(): Promise<number | null> {
    const exit = new Promise<number | null>((done) => this.process.once("exit", done));
    await this.connection.sendRequest(lsp.ShutdownRequest.type);
    await this.connection.sendNotification(lsp.ExitNotification.type);
    const code = await exit;
    this.connection.dispose();
    return code;
  }
}
