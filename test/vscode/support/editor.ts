/** VS Code as a server of its own, with the extension installed from its package. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { codeServer, scratchFolder, vsix } from "./folders.ts";

export interface EditorOptions {
  /** Further settings of the user. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Whether folders must be trusted first. */
  readonly trust?: "asked" | "given";
}

export interface Editor {
  /** Address without a path. */
  readonly address: string;
  /** A folder for what is opened in it. */
  readonly folder: string;
  stop(): Promise<void>;
}

const entry = join(codeServer, "out", "node", "entry.js");

export async function startEditor({ settings = {}, trust = "given" }: EditorOptions = {}): Promise<Editor> {
  const scratch = scratchFolder();
  const [user, extensions, folder] = ["user", "extensions", "work"].map((name) => join(scratch.path, name)) as [
    string,
    string,
    string,
  ];
  mkdirSync(join(user, "User"), { recursive: true });
  mkdirSync(folder);
  writeFileSync(join(user, "User", "settings.json"), JSON.stringify({ ...quiet, ...settings }));
  const folders = ["--user-data-dir", user, "--extensions-dir", extensions];
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    XDG_CONFIG_HOME: join(scratch.path, "config"),
    XDG_DATA_HOME: join(scratch.path, "data"),
  };
  // A test runner's own settings are not for the editor.
  for (const name of Object.keys(env)) if (/^(VITEST|NODE_OPTIONS|npm_)/.test(name)) delete env[name];

  const installed = spawnSync(process.execPath, [entry, ...folders, "--install-extension", vsix], {
    env,
    encoding: "utf8",
  });
  if (installed.status !== 0)
    throw new Error(`The extension could not be installed: ${installed.stdout}${installed.stderr}`);

  const port = await freePort();
  const args = [
    ...["--bind-addr", `127.0.0.1:${port}`, "--auth", "none", "--disable-telemetry", "--disable-update-check"],
    ...["--disable-getting-started-override", ...(trust === "given" ? ["--disable-workspace-trust"] : []), ...folders],
  ];
  const child = spawn(process.execPath, [entry, ...args], { env, stdio: ["ignore", "pipe", "pipe"], detached: true });
  await listening(child);
  return {
    address: `http://127.0.0.1:${port}`,
    folder,
    async stop() {
      const ended = new Promise((done) => child.once("exit", done));
      if (child.pid !== undefined) process.kill(-child.pid, "SIGTERM");
      await ended;
      scratch.remove();
    },
  };
}

const quiet = {
  "files.autoSave": "off",
  "files.hotExit": "off",
  // They stand in the text as the page has it.
  "editor.inlayHints.enabled": "off",
  "editor.minimap.enabled": false,
  "editor.stickyScroll.enabled": false,
  "chat.disableAIFeatures": true,
  "workbench.startupEditor": "none",
  "git.enabled": false,
  "update.mode": "none",
  "extensions.autoCheckUpdates": false,
  "telemetry.telemetryLevel": "off",
  "workbench.tips.enabled": false,
  "terminal.integrated.shellIntegration.enabled": false,
  // Rows of text, not a picture.
  "terminal.integrated.gpuAcceleration": "off",
  "files.simpleDialog.enable": true,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
};

function listening(child: ChildProcess): Promise<void> {
  return new Promise((done, fail) => {
    let printed = "";
    const see = (text: Buffer): void => {
      printed += text.toString();
      if (printed.includes("HTTP server listening")) done();
    };
    child.stdout?.on("data", see);
    child.stderr?.on("data", see);
    child.once("exit", (code) => fail(new Error(`code-server ended with ${code}: ${printed}`)));
  });
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
