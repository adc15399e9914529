/** Real IPython clusters for tests. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Debian's packages are Debian's Python's. */
export const clusterPython = "/usr/bin/python3";

/** Whether tests with a cluster can run here. Where they must, and cannot, that is an error. */
export function hasIpython(): boolean {
  if (spawnSync(clusterPython, ["-c", "import ipyparallel"]).status === 0) return true;
  const install = "there is no ipyparallel: apt-get install python3-ipyparallel";
  if (process.env["CI"] !== undefined || process.env["ADG_CI"] !== undefined) throw new Error(install);
  console.warn(`The tests with an IPython cluster are left out; ${install}`);
  return false;
}

/** A controller and its engines, in a folder of their own. */
export class IpythonCluster {
  readonly profileDir = mkdtempSync(join(tmpdir(), "adg-ipython-"));
  readonly connection = join(this.profileDir, "security", "ipcontroller-client.json");
  readonly #engines: ChildProcess[] = [];
  readonly #env: Readonly<Record<string, string>>;
  #controller: ChildProcess | undefined;

  constructor(env: Readonly<Record<string, string>> = {}) {
    this.#env = env;
  }

  /** Settles when it can be reached, and has so many engines. */
  async start(engines: number): Promise<void> {
    rmSync(this.connection, { force: true });
    this.#controller = this.#spawn("controller", "--ip=127.0.0.1", "--HeartMonitor.period=1000");
    const { pid } = this.#controller;
    await this.#until(
      "the controller",
      () => existsSync(this.connection) && isJson(this.connection) && pid !== undefined,
    );
    await this.startEngines(engines);
  }

  async startEngines(count: number): Promise<void> {
    const before = this.#engines.length;
    for (let i = 0; i < count; i++)
      this.#engines.push(
        this.#spawn("engine", `--file=${join(this.profileDir, "security", "ipcontroller-engine.json")}`),
      );
    if (count === 0) return;
    const now = this.#engines.slice(before);
    const text = `import ipyparallel, sys, time
client = ipyparallel.Client(sys.argv[1], timeout=60)
while len(client.ids) < int(sys.argv[2]): time.sleep(0.05)`;
    const wanted = this.#engines.filter(isAlive).length;
    const child = spawn(clusterPython, ["-c", text, this.connection, String(wanted)], { stdio: "ignore" });
    await this.#until("the engines", () => child.exitCode !== null || now.some((each) => !isAlive(each)));
    if (child.exitCode !== 0) throw new Error("the engines did not start");
  }

  /** Ends engines, with what belongs to them, as a crash of their machine would. */
  async killEngines(count = this.#engines.length): Promise<void> {
    await Promise.all(this.#engines.splice(0, count).map(kill));
  }

  /** Ends an engine and leaves what belongs to it to itself. */
  async crashEngine(): Promise<void> {
    const engine = this.#engines.shift();
    if (engine === undefined) throw new Error("there is no engine");
    const ended = new Promise((done) => engine.once("exit", done));
    engine.kill("SIGKILL");
    await ended;
  }

  async killController(): Promise<void> {
    if (this.#controller !== undefined) await kill(this.#controller);
    this.#controller = undefined;
  }

  async killAll(): Promise<void> {
    await Promise.all([this.killController(), this.killEngines()]);
  }

  async remove(): Promise<void> {
    await this.killAll();
    rmSync(this.profileDir, { recursive: true, force: true });
  }

  #spawn(what: "controller" | "engine", ...options: readonly string[]): ChildProcess {
    return spawn(clusterPython, ["-m", `ipyparallel.${what}`, `--profile-dir=${this.profileDir}`, ...options], {
      cwd: this.profileDir,
      // A group of its own: each has several processes.
      detached: true,
      env: { ...process.env, IPYTHONDIR: this.profileDir, ...this.#env },
      stdio: "ignore",
    });
  }

  async #until(what: string, isSo: () => boolean): Promise<void> {
    for (const end = performance.now() + 60_000; !isSo(); await new Promise((done) => setTimeout(done, 20)))
      if (performance.now() > end) throw new Error(`${what} did not start`);
  }
}

/** Processes whose command line holds a text, by id. */
export function processesOf(text: string): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/cmdline`, "utf8").includes(text);
      } catch {
        return false;
      }
    })
    .map(Number);
}

function isAlive(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = isAlive(child) ? new Promise((done) => child.once("exit", done)) : undefined;
  for (const pid of [...childrenOf(child.pid ?? 0), child.pid ?? 0])
    for (const target of [-pid, pid])
      try {
        if (pid !== 0) process.kill(target, "SIGKILL");
      } catch {
        // Gone, or no leader.
      }
  await ended;
}

/** Some of them lead groups of their own. */
function childrenOf(pid: number): readonly number[] {
  const { stdout } = spawnSync("ps", ["-o", "pid=", "--ppid", String(pid)], { encoding: "utf8" });
  const own = stdout
    .split("\n")
    .map(Number)
    .filter((each) => each > 0);
  return own.flatMap((each) => [...childrenOf(each), each]);
}

function isJson(file: string): boolean {
  try {
    JSON.parse(readFileSync(file, "utf8"));
    return true;
  } catch {
    return false;
  }
}
