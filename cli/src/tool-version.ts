import { readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { packageFolder } from "./package-folder.ts";

/** `file:` URL of the compiler. */
export const compilerUrl = import.meta.resolve("@adg/compiler");

/** `file:` URL of the runtime that this command runs programs on. */
export const runtimeUrl = import.meta.resolve("@adg/runtime");

/**
 * What changes with every compiler, also one that is being worked on: the version of each package, where it lies and, where it
 * was built in place, when.
 */
export function toolVersion(): string {
  const others = [compilerUrl, runtimeUrl, import.meta.resolve("@adg/host")].map((url) =>
    dirname(dirname(fileURLToPath(url))),
  );
  const parts = [packageFolder, ...others].map((folder) => {
    const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
    const built = statSync(join(folder, "dist", ".tsbuildinfo"), { throwIfNoEntry: false });
    return `${folder} ${version} ${built?.mtimeMs ?? ""}`;
  });
  return parts.join(", ");
}
