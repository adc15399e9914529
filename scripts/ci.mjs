// The checks of .ci/run, each counted; run after the set-up, under the project's own Node.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const conformance = join(root, "..", "shared", "conformance");

const count = { passed: 1, failed: 0 }; // the set-up passed, or this would not run

servers();
await step("format", ["prettier", "--check", "--log-level", "warn", "."]);
await step("lint", ["oxlint", "--deny-warnings"]);
await step("dead code", ["knip"]);
await step("types, those of tests and examples too", ["tsc", "-b"]);
await tests();
await editors();
if (existsSync(join(conformance, "run.mjs"))) await conform();
console.log(`${count.passed} passed, ${count.failed} failed`);
process.exitCode = count.failed > 0 ? 1 : 0;

/** Installs the servers that tests start, where this machine has a way to; a test that does not find its own fails. */
function servers() {
  const packages = ["redis-server", "python3-celery", "python3-redis", "rabbitmq-server", "python3-ipyparallel"].filter(
    (name) => !isInstalled(name),
  );
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

/** Runs the tests in real editors, and counts each. */
async function editors() {
  say("editors");
  const { output } = await run("npm", ["run", "test:editors"]);
  const [, passed, failed] = /^(\d+) passed, (\d+) failed$/m.exec(output) ?? ["", "0", "1"];
  add({ passed: Number(passed), failed: Number(failed) });
}

/** Runs every conformance case there is, and those that run something in 20 other orders too, and counts each. */
async function conform() {
  const names = readdirSync(conformance, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [entry.name] : [],
  );
  const runs = names.filter(
    (name) => "run" in JSON.parse(readFileSync(join(conformance, name, "expect.json"), "utf8")),
  );
  await cases("conformance", [join(conformance, "run.mjs"), ...names], names.length);
  await cases("conformance, shuffled", [join("test", "shuffled-cases.ts"), conformance], 20 * runs.length);
}

/** Runs cases, and counts each. */
async function cases(title, command, expected) {
  say(title);
  const { output } = await run(process.execPath, command);
  const [, passed, failed] = /^(\d+) passed, (\d+) failed$/m.exec(output) ?? ["", "0", "1"];
  // A case that is there and was not run has failed; and where there is none, something is wrong.
  const missing = Math.max(1, expected) - Number(passed) - Number(failed);
  add({ passed: Number(passed), failed: Number(failed) + Math.max(0, missing) });
}

function add({ passed, failed }) {
  count.passed += passed;
  count.failed += failed;
}

/** Runs a command in the project's root; what it prints is shown and answered. */
function run(command, args) {
  return new Promise((done) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, ADG_CI: "1" },
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
