import { writeFileSync } from "node:fs";
import { join } from "node:path";

interface Where {
  workdir: string;
}
export function writes(text: string, context: Where): string {
  writeFileSync(join(context.workdir, "w.txt"), text);
  return "w.txt";
}
export function record(context: Where): { main: string; others: string[]; label: string } {
  for (const name of ["m", "a", "b"]) writeFileSync(join(context.workdir, name), `file ${name}`);
  return { main: "m", others: ["b", join(context.workdir, "a")], label: "not/a/path.here" };
}
