/** Loads what was emitted for a random program, under Node itself. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describeThrown, type Finding } from "./inspect.ts";
import { wordsOf } from "./world.ts";

/** What the module says when it is loaded. It imports nothing of the user's: a module with every name stands in for those. */
export async function loadedFindings(javascript: string, text: string): Promise<readonly Finding[]> {
  const names = wordsOf(`${text} ${javascript}`);
  const standIn = `const f = () => null;\nexport { f as default${names.map((name) => `, f as ${name}`).join("")} };`;
  const code = javascript.replaceAll(
    /^(import .* from )"(?!file:|data:|node:)[^"\n]*";/gm,
    (_, head: string) => `${head}"${urlOf(standIn)}";`,
  );
  folder ??= mkdtempSync(join(tmpdir(), "adg-fuzz-"));
  const file = join(folder, `${(count += 1)}.mjs`);
  writeFileSync(file, code);
  try {
    const loaded = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as {
      readonly workflow?: { readonly tasks?: unknown };
    };
    return Array.isArray(loaded.workflow?.tasks)
      ? []
      : [{ property: "what is emitted is a workflow", message: "it is not" }];
  } catch (error) {
    return [{ property: "what is emitted can be loaded", message: describeThrown(error) }];
  } finally {
    rmSync(file);
  }
}

let folder: string | undefined;
let count = 0;
process.on("exit", () => folder !== undefined && rmSync(folder, { recursive: true, force: true }));

function urlOf(code: string): string {
  return `data:text/javascript;base64,${Buffer.from(code).toString("base64")}`;
}
