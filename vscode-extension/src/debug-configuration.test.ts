import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nodeLaunch, substituted } from "./debug-configuration.ts";

const parts = { script: join("/p", "node_modules", "adg", "bin", "adg.mjs"), node: "node", folder: "/p" };

describe("a launch", () => {
  it("runs the program under Node, where its compiled code is looked for", () => {
    const launch = { name: "it", program: join("/p", "a.adg"), stub: true, inputs: { n: 3 }, args: ["--json"] };
    expect(nodeLaunch(launch, parts)).toMatchObject({
      type: "node",
      request: "launch",
      program: parts.script,
      args: ["run", "--stub", "--input", "n=3", "--json", "--", join("/p", "a.adg")],
      cwd: "/p",
      outFiles: ["/p/.adg/compiled/*.mjs"],
      sourceMaps: true,
    });
  });

  it("takes what it is told", () => {
    const launch = { name: "it", program: "/p/a.adg", cwd: "/q", env: { A: "1" }, stopOnEntry: true, console: "x" };
    expect(nodeLaunch(launch, parts)).toMatchObject({ cwd: "/q", env: { A: "1" }, stopOnEntry: true, console: "x" });
  });

  it("names its program by variables", () => {
    expect(substituted("${file} ${workspaceFolder}/${env:A}", { file: "/a", workspaceFolder: "/w" })).toBe(
      "/a /w/${env:A}",
    );
  });
});
