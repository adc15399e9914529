import { setImmediate as nextTurn } from "node:timers/promises";
import { type CancellationToken, LSPErrorCodes, ResponseError } from "vscode-languageserver";
import type { Analysis } from "@adg/compiler/checking";
import type { Server } from "./feature.ts";

/**
 * The analyses of all programs of the workspace, that of `file` first. Nobody else is kept waiting meanwhile. Who has cancelled gets none,
 * and neither does who asked about texts that have changed meanwhile: places in them would mislead.
 */
export async function allPrograms(
  { workspace, files }: Pick<Server, "workspace" | "files">,
  file: string,
  token: CancellationToken,
): Promise<readonly Analysis[]> {
  const { edition } = workspace;
  const analyses: Analysis[] = [];
  for (const each of new Set([file, ...(await files.all())])) {
    const analysis = workspace.analysis(each);
    if (analysis !== undefined) analyses.push(analysis);
    await nextTurn();
    if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, "It was cancelled.");
    if (workspace.edition !== edition)
      throw new ResponseError(LSPErrorCodes.ContentModified, "A text has changed meanwhile.");
  }
  return analyses;
}
