import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Report } from "@adg/runtime";

const adg = fileURLToPath(new URL("../../cli/bin/adg.mjs", import.meta.url));

/** How a command ended, with what it printed. */
export interface Ended {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
}

/** How to start a command. */
export interface CommandOptions {
  /** Beside the environment of the tests; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Called as soon as it runs. */
  readonly during?: (child: ChildProcess) => unknown;
}

/** A folder with a user's files, in which the built command runs as a process of its own. */
export class Project {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), "adg-project-")));

  constructor(files: Readonly<Record<string, string>>) {
    for (const [name, text] of Object.entries(files)) this.write(name, text);
  }

  /** Writes a file; answers its path. */
  write(name: string, text: string): string {
    const path = join(this.folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  }

  adg(args: readonly string[], { env, during }: CommandOptions = {}): Promise<Ended> {
    return new Promise((done, failed) => {
      const child = spawn(process.execPath, [adg, ...args], {
        cwd: this.folder,
        stdio: ["ignore", "pipe", "pipe"],
        env: { ...process.env, ...env },
      });
      let out = "";
      let err = "";
      child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
      child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
      child.on("error", failed);
      child.on("close", (exit) => done({ exit, out, err }));
      void during?.(child);
    });
  }

  /** `adg run main.adg --json`, and its report. */
  async run(args: readonly string[] = [], options: CommandOptions = {}): Promise<Report> {
    const { out, err } = await this.adg(["run", "main.adg", "--json", ...args], options);
    try {
      return JSON.parse(out) as Report;
    } catch {
      throw new Error(`the command printed no report:\n${out}\n${err}`);
    }
  }
}
