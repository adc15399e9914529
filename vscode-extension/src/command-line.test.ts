import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { argumentsOf, commandLine, shortPath } from "./command-line.ts";

const script = fileURLToPath(new URL("../../cli/bin/adg.mjs", import.meta.url));

describe("a command line", () => {
  it("hands values on untouched, whatever stands in them", () => {
    const folder = mkdtempSync(join(tmpdir(), "adg line-"));
    const file = join(folder, "-a $(x) b.adg");
    writeFileSync(
      file,
      'input s: string\ninput n: int\noutput o: string = t\ntask t(s: string, n: int) -> string = "#{s}#{n}"\nstart: t(s, n)\n',
    );
    const s = `"; $HOME 'x' \\ \n`;
    const { program, args } = commandLine(
      { kind: "script", script, version: undefined },
      { node: process.execPath, folder },
      {
        verb: "run",
        file,
        args: ["--json"],
        inputs: { s, n: 3 },
      },
    );
    const printed = JSON.parse(execFileSync(program, args, { encoding: "utf8" })) as { readonly outputs: unknown };
    expect(printed.outputs).toEqual({ o: `${s}3` });
    rmSync(folder, { recursive: true });
  });

  it("says what is wanted", () => {
    const file = "a.adg";
    expect(argumentsOf({ verb: "watch", file })).toEqual(["check", "--watch", "--", file]);
    expect(argumentsOf({ verb: "run", file, stub: true })).toEqual(["run", "--stub", "--", file]);
    expect(
      commandLine({ kind: "program", program: "/bin/adg" }, { node: "node", folder: "/" }, { verb: "check", file }),
    ).toEqual({
      program: "/bin/adg",
      args: ["check", "--", file],
    });
  });

  it("names the command from the folder that it is started in", () => {
    const script = join("/a", "node_modules", "adg", "bin", "adg.mjs");
    const { args } = commandLine(
      { kind: "script", script, version: undefined },
      { node: "node", folder: "/a" },
      { verb: "check", file: "b.adg" },
    );
    expect(args[0]).toBe(join("node_modules", "adg", "bin", "adg.mjs"));
  });

  it("names a file from the folder that is open, if it lies there", () => {
    expect(shortPath(join("/a", "b", "c.adg"), join("/a"))).toBe(join("b", "c.adg"));
    expect(shortPath(join("/x", "c.adg"), join("/a"))).toBe(join("/x", "c.adg"));
  });
});
