// The checks of .ci/run, each counted; run after the set-up, under the project's own Node.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const conformance = join(root, "..", "shared", "conformance");

const count = { passed: 1, failed: 0 }; // the set-up passed, or this would not run
/** What failed, each with what it said: told again at the end, since what is printed before is long. */
const failures = [];

prerequisites();
await Promise.all([
  step("format", ["prettier", "--check", "--log-level", "warn", "."]),
  step("lint", ["oxlint", "--deny-warnings"]),
  step("dead code", ["knip"]),
  step("types, those of tests and examples too", ["tsc", "-b"]),
]);
await tests("tests", ["test"]);
await tests("long tests", ["run", "test:long"]);
await editors();
if (existsSync(join(conformance, "run.mjs"))) await conform();
// For whoever reads along: what a check of a large program takes on this machine.
await step("figures", [process.execPath, join("bench", "check.ts"), "9", "cold"]);
if (failures.length > 0) console.log(`\n== failed\n${failures.join("\n")}`);
console.log(`${count.passed} passed, ${count.failed} failed`);
process.exitCode = count.failed > 0 ? 1 : 0;

/** Installs the servers and editors that tests start, where this machine has a way to; a test that does not find its own fails. */
function prerequisites() {
  const packages = [
    ...["redis-server", "python3-celery", "python3-redis", "rabbitmq-server", "python3-ipyparallel"],
    ...["chromium", "neovim", "emacs-nox", "elpa-eglot"],
  ].filter((name) => !isInstalled(name));
  if (packages.length === 0) return;
  say(`installing ${packages.join(", ")}`);
  // In this runlevel no service starts: each test starts a server of its own.
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  const apt = (...args) => spawnSync("apt-get", args, { env, stdio: ["ignore", "ignore", "inherit"] });
  const install = () => apt("install", "-y", "--no-install-recommends", ...packages).status === 0;
  if (install()) return;
  apt("update");
  install();
}

/** Whether a package of Debian's is there. */
function isInstalled(name) {
  const { status, stdout } = spawnSync("dpkg-query", ["--show", "--showformat=${db:Status-Status}", name], {
    encoding: "utf8",
  });
  return status === 0 && stdout === "installed";
}

/** Runs one command that passes or fails as a whole. */
async function step(title, [command, ...args]) {
  const { status, output } = await run(command, args, title);
  if (status !== 0) failures.push(`${title}: exit code ${status}`, output.split("\n").slice(-20).join("\n"));
  add(status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });
}

/** Runs tests with npm, and counts each. */
async function tests(title, command) {
  say(title);
  const folder = mkdtempSync(join(tmpdir(), "adg-ci-"));
  const file = join(folder, "tests.json");
  const { status } = await run("npm", [
    ...command,
    "--",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${file}`,
  ]);
  const report = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
  if (status !== 0) failures.push(`${title}: exit code ${status}`, ...failedTests(report));
  add(report === undefined ? { passed: 0, failed: 1 } : testCounts(report, status));
  rmSync(folder, { recursive: true, force: true });
}

function testCounts(report, status) {
  // A file that cannot be loaded fails without a single test.
  const broken = report.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0);
  const failed = report.numFailedTests + broken.length;
  return { passed: report.numPassedTests, failed: failed === 0 && status !== 0 ? 1 : failed };
}

/** Each test that failed, with the first lines of why. */
function failedTests(report) {
  return (report?.testResults ?? []).flatMap(({ name, status, message, assertionResults }) => {
    if (status === "failed" && assertionResults.length === 0) return [`${name}: ${message}`];
    return assertionResults
      .filter((each) => each.status === "failed")
      .map(
        (each) => `${name}: ${each.fullName}\n${each.failureMessages.join("\n").split("\n").slice(0, 12).join("\n")}`,
      );
  });
}

/** Runs the tests in real editors, and counts each. */
async function editors() {
  say("editors");
  const { output } = await run("npm", ["run", "test:editors"]);
  told("editors", output);
  const [, passed, failed] = /^(\d+) passed, (\d+) failed$/m.exec(output) ?? ["", "0", "1"];
  add({ passed: Number(passed), failed: Number(failed) });
}

/**
 * Runs every conformance case there is, and those that run something in 20 other orders and on a queue too, and counts each. The three
 * go on at once: each of them waits for one process after the other.
 */
async function conform() {
  const names = readdirSync(conformance, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [entry.name] : [],
  );
  const runs = names.filter(
    (name) => "run" in JSON.parse(readFileSync(join(conformance, name, "expect.json"), "utf8")),
  );
  await Promise.all([
    cases("conformance", [join(conformance, "run.mjs"), ...names], names.length),
    cases("conformance, shuffled", [join("test", "shuffled-cases.ts"), conformance], 20 * runs.length),
    cases("conformance, on a queue", [join("test", "queued-cases.ts"), conformance], runs.length),
  ]);
}

/** Runs cases, and counts each. */
async function cases(title, command, expected) {
  const { output } = await run(process.execPath, command, title);
  told(title, output);
  const [, passed, failed] = /^(\d+) passed, (\d+) failed$/m.exec(output) ?? ["", "0", "1"];
  // A case that is there and was not run has failed; and where there is none, something is wrong.
  const missing = Math.max(1, expected) - Number(passed) - Number(failed);
  add({ passed: Number(passed), failed: Number(failed) + Math.max(0, missing) });
}

/** What a command of ours printed of failures. */
function told(title, output) {
  if (/^\d+ passed, 0 failed$/m.test(output)) return;
  const lines = output.split("\n").filter((line) => /\bFAIL|^\S* *✗|^(not ok|failed)|Error/i.test(line));
  failures.push(`${title}:`, ...lines.slice(0, 40));
}

function add({ passed, failed }) {
  count.passed += passed;
  count.failed += failed;
}

/**
 * Runs a command in the project's root; what it prints is shown and answered. Under a `title` of its own it is shown at the end, since
 * other commands may go on beside it.
 */
async function run(command, args, title) {
  const isHeld = title !== undefined;
  const child = spawn(command, args, {
    cwd: root,
    stdio: ["ignore", "pipe", isHeld ? "pipe" : "inherit"],
    env: { ...process.env, ADG_CI: "1" },
  });
  let output = "";
  const listen = (text) => {
    output += text;
    if (!isHeld) process.stdout.write(text);
  };
  child.stdout.setEncoding("utf8").on("data", listen);
  child.stderr?.setEncoding("utf8").on("data", listen);
  const status = await new Promise((done) => {
    child.on("error", (error) => {
      console.error(`"${command}" could not be started: ${error.message}`);
      done(1);
    });
    child.on("close", (code) => done(code ?? 1));
  });
  if (isHeld) {
    say(title);
    process.stdout.write(output);
  }
  return { status, output };
}

function say(title) {
  console.log(`\n== ${title} (after ${Math.round(process.uptime())} s)`);
}
