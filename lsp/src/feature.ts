import type {
  CancellationToken,
  ClientCapabilities,
  Connection,
  RequestType,
  ServerCapabilities,
} from "vscode-languageserver";
import type { Analysis, Source } from "@adg/compiler/checking";
import type { Checks } from "./checks.ts";
import type { Settings } from "./settings.ts";
import type { OpenDocument, Workspace } from "./workspace.ts";
import type { WorkspaceFiles } from "./workspace-files.ts";

/** One thing that the server can do for an editor. */
export interface Feature {
  /** What is announced of it to a client that can do this. */
  capabilities(client: ClientCapabilities): ServerCapabilities;
  /** Has its requests answered. */
  register(server: Server): void;
}

/** What the features work with. */
export interface Server {
  readonly connection: Connection;
  readonly client: ClientCapabilities;
  readonly workspace: Workspace;
  readonly files: WorkspaceFiles;
  readonly checks: Checks;
  readonly settings: Settings;
  /** URI of the page that explains the diagnostics; absent where it is not installed. */
  readonly docs: string | undefined;
  /**
   * Answers the requests of a type. A request that was cancelled is not begun; one about a document that is not open is answered with
   * `null`; one whose handler throws is answered with an error, and the server goes on.
   */
  on<P, R, E>(type: RequestType<P, R, E>, handler: Handler<P, R>): void;
  /** The open document of a request. */
  document(params: { readonly textDocument: { readonly uri: string } }): OpenProgram;
}

export type Handler<P, R> = (params: P, token: CancellationToken) => R | Promise<R>;

/** A document as a request finds it. */
export interface OpenProgram extends OpenDocument {
  readonly source: Source;
  /** What is known of it as it is now. */
  readonly analysis: Analysis;
}
