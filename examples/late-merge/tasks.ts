import type { TaskContext } from "@adg/runtime";
import { writeFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";

const wires: Readonly<Record<string, { readonly delay: number; readonly headlines: readonly string[] }>> = {
  "Slow & Thorough": { delay: 300, headlines: ["Circle found in plan, refused"] },
  Quick: { delay: 20, headlines: ["Rule fires", "Rule fires again", "Third rule closed, reason given"] },
};

/** The headlines that an agency has today. */
export async function agency(name: string): Promise<string[]> {
  const wire = wires[name];
  if (wire === undefined) throw new Error(`There is no agency "${name}".`);
  await pause(wire.delay);
  return [...wire.headlines];
}

/** Sets one item in a box. */
export async function story(headline: string, source: string, context: TaskContext): Promise<string> {
  const width = Math.max(headline.length, source.length);
  const rule = `+${"-".repeat(width + 2)}+`;
  const row = (text: string): string => `| ${text.padEnd(width)} |`;
  await writeFile(context.out, `${[rule, row(headline), row(source), rule].join("\n")}\n`);
  return context.out;
}
