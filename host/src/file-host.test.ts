import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { contentOf, fileHost, fingerprintOf } from "./file-host.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "adg-host-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("a file's text comes without a byte order mark", async () => {
  await writeFile(join(folder, "a.adg"), "\uFEFFstart: a()");
  expect(fileHost().readFile(join(folder, "a.adg"))).toEqual({ kind: "text", text: "start: a()" });
});

test("a missing file, bytes that are no UTF-8 and a folder are told apart", async () => {
  const host = fileHost();
  await writeFile(join(folder, "bytes"), Uint8Array.of(0xc3, 0x28));
  await mkdir(join(folder, "inner"));
  expect(host.readFile(join(folder, "gone"))).toEqual({ kind: "missing" });
  expect(host.readFile(join(folder, "bytes", "below"))).toEqual({ kind: "missing" });
  expect(host.readFile(join(folder, "bytes"))).toEqual({ kind: "not-utf8" });
  expect(host.readFile(join(folder, "inner"))).toEqual({ kind: "unreadable", reason: "it is a folder" });
});

test("a pipe or device, which may have no end, is read only where the user named it", () => {
  const reason = "it is a pipe or a device";
  expect(fileHost().readFile("/dev/null")).toEqual({ kind: "unreadable", reason });
  expect(contentOf("/dev/null")).toEqual({ kind: "unreadable", reason });
  expect(fileHost("/dev/null").readFile("/dev/null")).toEqual({ kind: "text", text: "" });
});

test("every file that the compiler looked into is remembered, also those that modules pass on, and those that are missing", async () => {
  const host = fileHost();
  await writeFile(join(folder, "tasks.ts"), 'export * from "./more.ts";');
  await writeFile(join(folder, "more.ts"), "export const a = 1;");
  const tasks = host.resolve(join(folder, "main.adg"), "./tasks.ts");
  expect(host.moduleExports(tasks)).toEqual({ kind: "exports", names: ["a"] });
  host.readFile(join(folder, "main.adg"));
  expect([...host.files()]).toEqual([tasks, join(folder, "more.ts"), join(folder, "main.adg")]);
  for (const file of host.files()) expect(fingerprintOf(file)).toBe(host.fingerprint(file));

  await writeFile(join(folder, "more.ts"), "export const b = 1;");
  await writeFile(join(folder, "main.adg"), "start: a()");
  expect(fingerprintOf(join(folder, "more.ts"))).not.toBe(host.fingerprint(join(folder, "more.ts")));
  expect(fingerprintOf(join(folder, "main.adg"))).not.toBe(host.fingerprint(join(folder, "main.adg")));
});
