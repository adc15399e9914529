// Tests in real editors: VS Code with the packaged extension, Neovim and Emacs. Installs what they need besides the root's packages;
// the editors themselves and a browser must be on the machine. Closes with "N passed, N failed".
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  accessSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const vscode = join(root, "test", "vscode");
const count = { passed: 0, failed: 0 };

/** What must be on the machine, the names that it may have there, and the packages of Debian that bring it. */
const wanted = [
  { what: "chromium, for VS Code", names: ["chromium", "chromium-browser", "google-chrome"], packages: "chromium" },
  { what: "Neovim", names: ["nvim"], packages: "neovim" },
  { what: "Emacs with eglot", names: ["emacs"], packages: "emacs-nox elpa-eglot" },
];

const found = wanted.map(({ what, names, packages }) => {
  const program = names.map(findProgram).find((each) => each !== undefined);
  if (program === undefined) {
    console.error(`${what} is missing: install it, on Debian with "apt-get install ${packages}".`);
    count.failed += 1;
  }
  return program;
});
const [chromium] = found;

await tests("test/editors/vitest.config.ts");
if (chromium !== undefined && (await fetchedMermaid()) && (await installed()) && (await packaged())) {
  await step("types of the tests in VS Code", "tsc", ["-p", join("test", "vscode")]);
  await tests("test/vscode/vitest.config.ts");
}
console.log(`${count.passed} passed, ${count.failed} failed`);
process.exitCode = count.failed > 0 ? 1 : 0;

/** VS Code as a server, with what its own install script would bring that is needed here. */
async function installed() {
  const hash = createHash("sha256")
    .update(readFileSync(join(vscode, "package-lock.json")))
    .digest("hex");
  const stamp = join(vscode, "node_modules", ".adg-setup");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return true;
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const inside = join(vscode, "node_modules", "code-server", "lib", "vscode");
  const isThere =
    (await step("install VS Code", "npm", ["ci", ...quiet], vscode)) &&
    (await step("install its packages", "npm", ["install", "--omit=dev", ...quiet], inside)) &&
    (await step(
      "install those of its extensions",
      "npm",
      ["install", "--omit=dev", ...quiet],
      join(inside, "extensions"),
    ));
  if (isThere) writeFileSync(stamp, hash);
  return isThere;
}

/**
 * The file of Mermaid that draws in a browser: it is whole, and what the package needs besides would be eight times as much. The
 * digest is of the version that was looked at.
 */
async function fetchedMermaid() {
  const name = "mermaid-12.3.0";
  const script = join(root, "build", name, "mermaid.min.js");
  if (existsSync(script)) return true;
  const folder = mkdtempSync(join(tmpdir(), "adg-mermaid-"));
  const archive = join(folder, `${name}.tgz`);
  const digest = "4113TdXeLAsMruJ79OpFL5O8+LTFXhQqZ260rF3tgUmiNAtRm4Uume04I+65PRN6yZ69J4f8rVYWW8zRk65UYw==";
  const fetch = ["pack", "mermaid@12.3.0", "--loglevel=error", "--pack-destination", folder];
  // It is large, and a registry may lose its breath.
  const isFetched = (await run("npm", fetch)) === 0 || (await run("npm", fetch)) === 0;
  const isThere =
    isFetched &&
    digestOf(archive) === digest &&
    (await step("unpack it", "tar", ["-xzf", archive, "-C", folder, "package/dist/mermaid.min.js"]));
  if (isThere) {
    mkdirSync(dirname(script), { recursive: true });
    copyFileSync(join(folder, "package", "dist", "mermaid.min.js"), script);
  } else {
    console.error("Mermaid cannot be fetched, or is not what it was when it was looked at.");
    count.failed += 1;
  }
  rmSync(folder, { recursive: true, force: true });
  return isThere;
}

function digestOf(file) {
  return createHash("sha512").update(readFileSync(file)).digest("base64");
}

function packaged() {
  return step("package the extension", process.execPath, [join("vscode-extension", "scripts", "package.mjs")]);
}

/** Runs one command that passes or fails as a whole; answers whether it passed. */
async function step(title, command, args, cwd = root) {
  console.log(`\n== ${title}`);
  const hasPassed = (await run(command, args, cwd)) === 0;
  count[hasPassed ? "passed" : "failed"] += 1;
  return hasPassed;
}

/** Runs tests, and counts each. */
async function tests(config) {
  console.log(`\n== ${config}`);
  const folder = mkdtempSync(join(tmpdir(), "adg-editors-"));
  const file = join(folder, "tests.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const status = await run("vitest", ["run", "--config", config, ...reporters]);
  if (existsSync(file)) {
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(file, "utf8"));
    // A file that cannot be loaded fails without a single test; one whose set-up failed does so without running them.
    const broken = testResults.filter(
      ({ status: outcome, assertionResults }) =>
        outcome === "failed" && assertionResults.every((each) => each.status !== "failed"),
    );
    const failed = numFailedTests + broken.length;
    count.passed += numPassedTests;
    count.failed += failed === 0 && status !== 0 ? 1 : failed;
  } else count.failed += 1;
  rmSync(folder, { recursive: true, force: true });
}

function run(command, args, cwd = root) {
  return new Promise((done) => {
    const env = { ...process.env, ...(chromium === undefined ? {} : { CHROMIUM: chromium }) };
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "inherit", "inherit"] });
    child.on("error", (error) => {
      console.error(`"${command}" could not be started: ${error.message}`);
      done(1);
    });
    child.on("close", (status) => done(status ?? 1));
  });
}

function findProgram(name) {
  return (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
