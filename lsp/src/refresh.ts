import type { ClientCapabilities, Connection } from "vscode-languageserver";

/** What an editor shows that the server was asked for, by its name among the client's capabilities. */
export type Shown = "diagnostics" | "inlayHint" | "codeLens" | "semanticTokens";

/** Has the client ask again for what it shows, where it can be told so. Nobody waits for it: a client that refuses shows what it has. */
export function refresh(connection: Connection, { workspace }: ClientCapabilities, shown: Iterable<Shown>): void {
  for (const each of shown)
    if (workspace?.[each]?.refreshSupport === true)
      connection.sendRequest(methods[each]).catch((error: unknown) => {
        connection.console.warn(`The editor did not take "${methods[each]}": ${String(error)}`);
      });
}

const methods: Readonly<Record<Shown, string>> = {
  diagnostics: "workspace/diagnostic/refresh",
  inlayHint: "workspace/inlayHint/refresh",
  codeLens: "workspace/codeLens/refresh",
  semanticTokens: "workspace/semanticTokens/refresh",
};
