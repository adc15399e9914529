/** `adg ui`, as a process of its own. */
import type { ChildProcess } from "node:child_process";
import type { CommandOptions, Ended, Project } from "../../support/command.ts";

export class RunPages {
  /** With the token. */
  readonly url: URL;
  readonly #child: ChildProcess;
  readonly #ended: Promise<Ended>;

  private constructor(url: URL, child: ChildProcess, ended: Promise<Ended>) {
    this.url = url;
    this.#child = child;
    this.#ended = ended;
  }

  /** Serves the runs of a project; settles when the page can be opened. */
  static async start(
    project: Project,
    args: readonly string[] = [],
    { env = {} }: CommandOptions = {},
  ): Promise<RunPages> {
    let child: ChildProcess | undefined;
    let shown: Promise<URL> | undefined;
    const ended = project.adg(["ui", ...args], {
      env,
      during: (started) => {
        child = started;
        shown = shownAt(started);
      },
    });
    const url = await Promise.race([shown, ended]);
    if (child === undefined || url === undefined) throw new Error("adg ui was not started");
    if (!(url instanceof URL)) throw new Error(`adg ui ended: ${url.err}`);
    return new RunPages(url, child, ended);
  }

  get token(): string {
    return new URLSearchParams(this.url.hash.slice(1)).get("token") ?? "";
  }

  get port(): number {
    return Number(this.url.port);
  }

  /** Address of a run's page. `port`: of who stands in between. */
  pageOf(run: string, port = this.port): string {
    return `http://127.0.0.1:${port}/#token=${this.token}&run=${run}`;
  }

  /** What the server answers to one who has the token. */
  async data<T>(path: string): Promise<T> {
    const headers = { authorization: `Bearer ${this.token}` };
    return (await (await fetch(new URL(`/api${path}`, this.url), { headers })).json()) as T;
  }

  /** As Ctrl-C does. */
  async stop(): Promise<Ended> {
    this.#child.kill("SIGINT");
    return await this.#ended;
  }
}

/** The address that a command prints, once it does. To be asked as soon as it runs, or what it has printed is missed. */
export function shownAt({ stdout, stderr }: ChildProcess): Promise<URL> {
  return new Promise((shown) => {
    let said = "";
    for (const stream of [stdout, stderr])
      stream?.on("data", (text: string) => {
        said += text;
        const [, url] = /(http:\S+#token=\S+)\s/.exec(said) ?? [];
        if (url !== undefined) shown(new URL(url));
      });
  });
}
