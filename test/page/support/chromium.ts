/** A real browser for tests. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { chromium, type Browser, type BrowserContext } from "playwright-core";

const names = ["chromium", "chromium-browser", "google-chrome"];

const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];

function findChromium(): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}

/** Whether tests with a browser can run here. Where they must, and cannot, that is an error. */
export function hasChromium(): boolean {
  if (findChromium() !== undefined) return true;
  const install = "there is no Chromium: apt-get install chromium";
  if (process.env["CI"] !== undefined || process.env["ADG_CI"] !== undefined) throw new Error(install);
  console.warn(`The tests with Chromium are left out; ${install}`);
  return false;
}

/** `more`: further flags of its command line. */
export async function startChromium(...more: readonly string[]): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error("there is no Chromium");
  return chromium.launch({ executablePath, args: [...flags, ...more] });
}

/** A browser as a person has it: of its tabs only the one in front is seen. Playwright's own have pages believe that they all are. */
export interface Tabbed {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

export async function startTabbed(): Promise<Tabbed> {
  const profile = mkdtempSync(join(tmpdir(), "adg-chromium-"));
  const args = [
    "--headless",
    "--window-size=1400,900",
    "--remote-debugging-port=0",
    `--user-data-dir=${profile}`,
    "about:blank",
  ];
  const child = spawn(findChromium() ?? "", [...flags, ...args], { stdio: ["ignore", "ignore", "pipe"] });
  const ended = once(child, "exit");
  const stop = async (): Promise<void> => {
    child.kill();
    await ended;
    rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
  };
  try {
    const browser = await chromium.connectOverCDP(await Promise.race([addressOf(child), ended.then(gone)]), {
      noDefaults: true,
    });
    const [context] = browser.contexts();
    if (context === undefined) throw new Error("Chromium has no window");
    return { context, close: () => browser.close().then(stop) };
  } catch (error) {
    await stop();
    throw error;
  }
}

function gone(): never {
  throw new Error("Chromium has ended");
}

/** Where it can be driven, as it says. */
function addressOf({ stderr }: ChildProcess): Promise<string> {
  return new Promise((found) => {
    let said = "";
    stderr?.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      const [, address] = /DevTools listening on (ws:\S+)\s/.exec(said) ?? [];
      if (address !== undefined) found(address);
    });
  });
}

/** Bytes that the processes that show pages have in memory (Linux), the largest first. */
export async function memoryOfPages(browser: Browser): Promise<readonly number[]> {
  const session = await browser.newBrowserCDPSession();
  try {
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    return processInfo
      .flatMap(({ type, id }) => (type === "renderer" ? [residentOf(id)] : []))
      .toSorted((a, b) => b - a);
  } finally {
    await session.detach();
  }
}

function residentOf(pid: number): number {
  try {
    const [, kilobytes = "0"] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return Number(kilobytes) * 1_024;
  } catch {
    // It has just ended.
    return 0;
  }
}
