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
  const asked = workspace.textOf(file);
  for (let time = 0; time < MOST_TIMES; time += 1) {
    const { edition } = workspace;
    const analyses: Analysis[] = [];
    for (const each of new Set([file, ...(await files.all())])) {
      const analysis = workspace.analysis(each);
      if (analysis !== undefined) analyses.push(analysis);
      await nextTurn();
      if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, "It was cancelled.");
      if (workspace.edition !== edition) break;
    }
    if (workspace.edition === edition) return analyses;
    // What has changed elsewhere is no reason to tell nothing: it is looked for again.
    if (workspace.textOf(file) !== asked) break;
  }
  throw new ResponseError(LSPErrorCodes.ContentModified, "A text has changed meanwhile.");
}

const MOST_TIMES = 20;
