// The checks of .ci/run, each counted; run after the set-up, under the project's own Node.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const conformance = join(root, "..", "shared", "conformance", "run.mjs");

/** Cases that only check a program, and those that also run it. */
const checked = ["check-edges", "check-types", "check-syntax", "check-lints", "check-strata"];
const runs = (
  "late-merge physics branch nested-rules scopes under rounds join-where converge crawl " +
  "tree-walk batches tolerant blocked skipped shell-quoting shell-files"
).split(" ");
const seeds = [1, 2, 3, 4, 5];

const count = { passed: 1, failed: 0 }; // the set-up passed, or this would not run

await step("format", ["prettier", "--check", "--log-level", "warn", "."]);
await step("lint", ["oxlint", "--deny-warnings"]);
await step("dead code", ["knip"]);
await step("types, those of tests and examples too", ["tsc", "-b"]);
await tests();
if (existsSync(conformance)) {
  await cases("conformance", [...runs, ...checked], "");
  for (const seed of seeds) await cases(`conformance, shuffled (${seed})`, runs, `--shuffle ${seed}`);
}
console.log(`${count.passed} passed, ${count.failed} failed`);
process.exitCode = count.failed > 0 ? 1 : 0;

/** Runs one command that passes or fails as a whole. */
async function step(title, [command, ...args]) {
  say(title);
  add((await run(command, args)).status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });
}

/** Runs `npm test`, and counts each test. */
async function tests() {
  say("tests");
  const folder = mkdtempSync(join(tmpdir(), "adg-ci-"));
  const file = join(folder, "tests.json");
  const { status } = await run("npm", [
    "test",
    "--",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${file}`,
  ]);
  add(existsSync(file) ? testCounts(JSON.parse(readFileSync(file, "utf8")), status) : { passed: 0, failed: 1 });
  rmSync(folder, { recursive: true, force: true });
}

function testCounts(report, status) {
  // A file that cannot be loaded fails without a single test.
  const broken = report.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0);
  const failed = report.numFailedTests + broken.length;
  return { passed: report.numPassedTests, failed: failed === 0 && status !== 0 ? 1 : failed };
}

/** Runs conformance cases, and counts each. */
async function cases(title, names, flags) {
  say(title);
  const { output } = await run(process.execPath, [conformance, ...names], { ADG_RUN_FLAGS: flags });
  const [, passed, failed] = /^(\d+) passed, (\d+) failed$/m.exec(output) ?? ["", "0", "1"];
  // A case that is asked for and not there was neither.
  const missing = names.length - Number(passed) - Number(failed);
  add({ passed: Number(passed), failed: Number(failed) + Math.max(0, missing) });
}

function add({ passed, failed }) {
  count.passed += passed;
  count.failed += failed;
}

/** Runs a command in the project's root; what it prints is shown and answered. */
function run(command, args, env = {}) {
  return new Promise((done) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      output += text;
      process.stdout.write(text);
    });
    child.on("error", (error) => {
      console.error(`"${command}" could not be started: ${error.message}`);
      done({ status: 1, output });
    });
    child.on("close", (status) => done({ status: status ?? 1, output }));
  });
}

function say(title) {
  console.log(`\n== ${title}`);
}
