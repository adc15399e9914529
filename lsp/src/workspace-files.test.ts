import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { TypeScriptAnswers } from "./typescript/answers.ts";
import { Workspace } from "./workspace.ts";
import { WorkspaceFiles } from "./workspace-files.ts";

const unreadable = vi.hoisted(() => ({ folder: "" }));
vi.mock(import("node:fs"), async (original) => {
  const fs = await original();
  const opendirSync: typeof fs.opendirSync = (path, options) => {
    const opened = fs.opendirSync(path, options);
    // Some folders can be opened, and then not be read: those of other users' processes, and what a network has lost.
    if (path === unreadable.folder)
      opened.readSync = () => {
        throw Object.assign(new Error("EACCES: permission denied, readdir"), { code: "EACCES" });
      };
    return opened;
  };
  return { ...fs, opendirSync, default: { ...fs, opendirSync } };
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "adg-lsp-"));
  for (const each of ["locked", "below", "node_modules", ".hidden"]) {
    mkdirSync(join(folder, each));
    writeFileSync(join(folder, each, "a.adg"), "");
  }
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function filesOf(roots: readonly string[]): readonly string[] {
  const files = new WorkspaceFiles(new Workspace(new TypeScriptAnswers(), { trusted: true }));
  files.setRoots(roots);
  return files.all();
}

test("programs are found in all folders but those of others, and nobody follows links in a circle", () => {
  symlinkSync(folder, join(folder, "below", "again"));
  expect(filesOf([folder, join(folder, "below")])).toEqual([
    join(folder, "below", "a.adg"),
    join(folder, "locked", "a.adg"),
  ]);
});

test("a folder that can be opened but not be read keeps nobody from the others", () => {
  unreadable.folder = join(folder, "locked");
  expect(filesOf([folder])).toEqual([join(folder, "below", "a.adg")]);
});
