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

async function filesOf(roots: readonly string[]): Promise<readonly string[]> {
  const files = new WorkspaceFiles(new Workspace(new TypeScriptAnswers(), { trusted: true }));
  files.setRoots(roots);
  return files.all();
}

test("programs are found in all folders but those of others, and nobody follows links in a circle", async () => {
  symlinkSync(folder, join(folder, "below", "again"));
  expect(await filesOf([folder, join(folder, "below")])).toEqual([
    join(folder, "below", "a.adg"),
    join(folder, "locked", "a.adg"),
  ]);
});

test("a folder that can be opened but not be read keeps nobody from the others", async () => {
  unreadable.folder = join(folder, "locked");
  expect(await filesOf([folder])).toEqual([join(folder, "below", "a.adg")]);
});

test("what comes while it is looked for is found, and who cannot wait gets what is known so far", async () => {
  unreadable.folder = "";
  const files = new WorkspaceFiles(new Workspace(new TypeScriptAnswers(), { trusted: true }));
  files.setRoots([join(folder, "below")]);
  const all = files.all();
  writeFileSync(join(folder, "below", "b.adg"), "");
  files.forget();
  const both = [join(folder, "below", "a.adg"), join(folder, "below", "b.adg")];
  expect(await all).toEqual(both);
  expect(await files.soon()).toEqual({ files: both, isWhole: true });
  files.forget();
  rmSync(join(folder, "below", "b.adg"));
  expect(await files.all()).toEqual(both.slice(0, 1));
});
