/** Where the tests keep what they need, all of it ignored by git. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../..", import.meta.url));
export const codeServer = fileURLToPath(new URL("../node_modules/code-server", import.meta.url));
/** The extension as users install it. */
export const vsix = join(root, "vscode-extension", "dist", "adg.vsix");
/** Pictures of what a journey saw last. */
export const screenshots = fileURLToPath(new URL("../screenshots", import.meta.url));

/** A new folder that is gone when `remove` is called. */
export function scratchFolder(): { readonly path: string; remove(): void } {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "adg-vscode-")));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Writes files by their paths from a folder. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Makes `adg` a dependency of a folder. */
export function installAdg(folder: string): void {
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  symlinkSync(join(root, "cli"), join(folder, "node_modules", "adg"));
}
