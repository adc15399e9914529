// The main job: binds the chapters of adg's manual to one PDF. Run by `npm start`, after the set-up.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const workflow = join("examples", "book", "book.adg");
const folder = "build";

console.log(`adg run ${workflow} --out ${folder}\n`);
const { status } = spawnSync(
  process.execPath,
  [join(root, "cli", "bin", "adg.mjs"), "run", workflow, "--out", folder, ...process.argv.slice(2)],
  { cwd: root, stdio: "inherit" },
);
const book = join(root, folder, "book.pdf");
if (status === 0 && existsSync(book)) console.log(`\nThe book: ${book}`);
process.exitCode = status ?? 1;
