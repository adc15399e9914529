/** Which Python interpreter runs `python` tasks. */
import { execFile } from "node:child_process";
import { delimiter, isAbsolute, join } from "node:path";

/** An interpreter that has been asked and has answered. */
export interface Python {
  /** Absolute path of the interpreter itself, not of a script that chooses one. */
  readonly path: string;
  readonly version: string;
}

const oldest = [3, 8] as const;

/**
 * The interpreter that `ADG_PYTHON` names or, where it names none, the first `python3` on the PATH, and in `/usr/bin`, that can be run and is not too
 * old: a chooser of versions that has none to choose stands on many a PATH. A text says why there is none.
 */
export async function findPython(env: NodeJS.ProcessEnv): Promise<Python | string> {
  const named = env["ADG_PYTHON"];
  const folders = [...(env["PATH"] ?? "").split(delimiter).filter(isAbsolute), "/usr/bin", "/usr/local/bin"];
  const candidates =
    named === undefined || named === "" ? [...new Set(folders.map((folder) => join(folder, "python3")))] : [named];
  const problems: string[] = [];
  for (const candidate of candidates) {
    const found = await ask(candidate, env);
    if (typeof found !== "string") return found;
    if (found !== "") problems.push(`"${candidate}" ${found}`);
  }
  const what = named === undefined || named === "" ? "no python3" : `no Python at "${named}", which ADG_PYTHON names,`;
  const why = problems.length === 0 ? "" : ` (${problems.join("; ")})`;
  return `${what} was found that can run the task; Python ${oldest.join(".")} or newer is needed${why}`;
}

const question = 'import sys; print(sys.executable); print("%d.%d.%d" % sys.version_info[:3])';

/** What the candidate says of itself, or why it cannot be used; `""` where there is none. */
function ask(candidate: string, env: NodeJS.ProcessEnv): Promise<Python | string> {
  return new Promise((answer) => {
    execFile(candidate, ["-c", question], { env, timeout: 20_000, encoding: "utf8" }, (error, stdout) => {
      if (error !== null) return answer(error.code === "ENOENT" ? "" : "cannot be run");
      const [path = "", version = ""] = stdout.trim().split("\n");
      const [major = 0, minor = 0] = version.split(".").map(Number);
      const isOld = major < oldest[0] || (major === oldest[0] && minor < oldest[1]);
      answer(isOld || path === "" ? `is Python ${version}` : { path, version });
    });
  });
}
