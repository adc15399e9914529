import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findAdg } from "./find-adg.ts";

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "adg-find-")));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

function install(folder: string, version: string): string {
  write(join(folder, "package.json"), JSON.stringify({ name: "adg", version, bin: { adg: "./bin/adg.mjs" } }));
  return write(join(folder, "bin/adg.mjs"), "");
}

const looking = () => ({ chosen: undefined, root, path: "" });

describe("the adg of a program", () => {
  it("is the one that is installed nearest to it", () => {
    install("node_modules/adg", "1.0.0");
    const script = install("inner/node_modules/adg", "2.0.0");
    expect(findAdg(join(root, "inner/deep/a.adg"), looking())).toEqual({ kind: "script", script, version: "2.0.0" });
  });

  it("is no other package of that name", () => {
    write("node_modules/adg/package.json", JSON.stringify({ name: "adg", version: "9.0.0", main: "index.js" }));
    expect(findAdg(join(root, "a.adg"), looking())).toBe(undefined);
  });

  it("is the one on the PATH where the project has none", () => {
    const script = install("global/adg", "3.0.0");
    mkdirSync(join(root, "bin"));
    symlinkSync(script, join(root, "bin", "adg"));
    const path = ["relative", join(root, "bin")].join(process.platform === "win32" ? ";" : ":");
    expect(findAdg(join(root, "a.adg"), { ...looking(), path })).toEqual({ kind: "script", script, version: "3.0.0" });
  });

  it("is the one that the user chose, also from the folder that is open", () => {
    install("node_modules/adg", "1.0.0");
    const program = write("tools/my adg", "#!/bin/sh\n");
    chmodSync(program, 0o755);
    expect(findAdg(join(root, "a.adg"), { ...looking(), chosen: "tools/my adg" })).toEqual({
      kind: "program",
      program,
    });
    expect(findAdg(join(root, "a.adg"), { ...looking(), chosen: "missing" })).toBe(undefined);
  });
});
