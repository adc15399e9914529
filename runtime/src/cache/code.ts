/** What a task's code is made of: a change in any of it makes another task. */
import { hash } from "node:crypto";
import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** A digest of all of it and, by their paths from the first one's folder, digests of the files that it is made of, shortened. */
export interface Code {
  readonly digest: string;
  readonly files: Readonly<Record<string, string>>;
}

/**
 * A digest of a JavaScript or TypeScript module and of every file that one of its texts names by a relative path (what it imports,
 * and data that it reads in that way); of packages, what their `package.json` says. Throws where the module cannot be read.
 */
export function codeOfModule(url: string): Code {
  const first = fileURLToPath(url);
  return codeOf(first, (file, text) => {
    if (!/\.[cm]?[jt]sx?$/.test(file)) return [];
    const named = [...text.matchAll(/(["'`])(\.{1,2}\/[^"'`\n]+)\1/g)].map(([, , path = ""]) =>
      resolve(dirname(file), path),
    );
    const packages = [...text.matchAll(/(?:\bfrom|\bimport|\brequire\()\s*\(?\s*(["'])([^"'./][^"'\n]*)\1/g)].map(
      ([, , name = ""]) => packageOf(name, file),
    );
    return [...named, ...packages];
  });
}

function packageOf(name: string, from: string): string {
  if (name.startsWith("node:")) return "";
  try {
    return findPackageJSON(name, from) ?? "";
  } catch {
    return "";
  }
}

/** The same for a Python module in a folder, with the modules of that folder that it imports. */
export function codeOfPython(folder: string, module: string): Code {
  const first = filesOf(folder, module.split(".")).find((file) => existsSync(file));
  return codeOf(first ?? join(folder, module), (file, text) => {
    const imports = text.matchAll(/^[ \t]*(?:from[ \t]+(\.*)([\w.]*)[ \t]+import[ \t]+(.+)|import[ \t]+(.+))$/gm);
    return [...imports].flatMap(([, dots = "", from = "", names = "", plain = ""]) => {
      const start = dots === "" ? folder : join(dirname(file), ...Array.from(dots.slice(1), () => ".."));
      if (plain !== "") return plain.split(",").flatMap((each) => filesOf(start, wordsOf(each)));
      const inside = wordsOf(from);
      return [
        ...filesOf(start, inside),
        ...names.split(",").flatMap((name) => filesOf(start, [...inside, ...wordsOf(name)])),
      ];
    });
  });
}

/** The parts of a dotted name, without `as` and brackets around it. */
const wordsOf = (name: string): readonly string[] => /[\w.]+/.exec(name)?.[0].split(".").filter(Boolean) ?? [];

/** Where a module, and each package around it, may lie. */
function filesOf(folder: string, parts: readonly string[]): readonly string[] {
  return parts
    .map((_, i) => join(folder, ...parts.slice(0, parts.length - i)))
    .flatMap((path) => [`${path}.py`, join(path, "__init__.py")]);
}

/** Digest of a file and of all that it leads to, over `follow`. A named file that is not there counts for nothing. */
function codeOf(first: string, follow: (file: string, text: string) => readonly string[]): Code {
  const seen = new Map<string, string>();
  const start = realpathSync(first);
  const todo = [start];
  for (let file = todo.pop(); file !== undefined; file = todo.pop()) {
    if (seen.has(file)) continue;
    const text = readFileSync(file, "utf8");
    seen.set(file, hash("sha256", text));
    if (file.includes(`${sep}node_modules${sep}`)) continue;
    todo.push(...follow(file, text).flatMap((each) => (isFile(each) ? [realpathSync(each)] : [])));
  }
  // Not where they lie: a project may be moved.
  const digest = hash("sha256", JSON.stringify([...seen.values()].sort()));
  const named = [...seen].map(([file, each]) => [relative(dirname(start), file), each.slice(0, 16)] as const);
  return { digest, files: Object.fromEntries(named) };
}

const isFile = (path: string): boolean => path !== "" && (statSync(path, { throwIfNoEntry: false })?.isFile() ?? false);
