/** Runs every case inside of VS Code, and writes what came of each. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { cases } from "./cases.ts";

/** Called by VS Code. */
export async function run(): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  if (folder === undefined) throw new Error("No folder is open.");
  const results: Record<string, string> = {};
  for (const [title, check] of Object.entries(cases)) {
    results[title] = await check({ vscode, folder }).then(
      () => "passed",
      (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error)),
    );
    writeFileSync(join(folder, "results.json"), JSON.stringify(results));
  }
}
