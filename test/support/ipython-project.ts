/** A project whose Python functions run on a cluster. */
import { Project, type CommandOptions, type Ended } from "./command.ts";
import { clusterPython } from "./ipython-cluster.ts";

const config = `
import type { Config } from "@adg/runtime";
export default {
  executors: {
    ipy: {
      kind: "ipython",
      connection: process.env["TEST_CONNECTION"],
      python: ${JSON.stringify(clusterPython)},
      wait: Number(process.env["TEST_WAIT"] ?? 60),
      interpreter: process.env["TEST_INTERPRETER"] === "kept" ? "kept" : "own",
    },
  },
} satisfies Config;
`;

export class IpythonProject extends Project {
  readonly #connection: string;

  constructor(connection: string) {
    super({ "adg.config.ts": config });
    this.#connection = connection;
  }

  runOnCluster(
    program: string,
    { env = {}, ...options }: CommandOptions = {},
    more: readonly string[] = [],
  ): Promise<Ended> {
    this.write("main.adg", program);
    const args = ["run", "main.adg", "--json", "--on", "python=ipy", ...more];
    return this.adg(args, { env: { TEST_CONNECTION: this.#connection, ...env }, ...options });
  }
}

export function reportOf({ out, err }: Ended): Readonly<Record<string, unknown>> {
  if (out === "") throw new Error(err);
  return JSON.parse(out) as Readonly<Record<string, unknown>>;
}

export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((done) => setTimeout(done, 20));
}
