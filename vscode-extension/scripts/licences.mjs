// The licences of the packages that are bundled.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";

/** One text with the licence of each package that the files are from. */
export function licencesOf(files) {
  const folders = new Map();
  for (const file of files) {
    const folder = packageOf(dirname(file));
    if (folder?.includes("node_modules"))
      folders.set(folder, JSON.parse(readFileSync(join(folder, "package.json"), "utf8")));
  }
  const texts = new Map(
    [...folders].map(([folder, { name, version, license }]) => {
      const file = readdirSync(folder).find((each) => /^licen[cs]e(\.(md|txt))?$/i.test(each));
      const text = file === undefined ? `Licence: ${license}` : readFileSync(join(folder, file), "utf8").trim();
      return [`${name} ${version}`, text];
    }),
  );
  const sections = [...texts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([title, text]) => `${title}\n\n${text}\n`);
  return `This extension contains these packages.\n\n${sections.join(`\n${"-".repeat(80)}\n\n`)}`;
}

/** The nearest folder that is a named package. */
function packageOf(start) {
  for (let folder = start; dirname(folder) !== folder; folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).name !== undefined) return folder;
  }
  return undefined;
}
