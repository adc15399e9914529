/** A real browser for tests. */
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium, type Browser } from "playwright-core";

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
