import { check } from "../../compiler/src/check.ts";
import { format } from "../../compiler/src/format.ts";
import { describeThrown, type Finding } from "./inspect.ts";
import { type Shape, shapes } from "./shapes.ts";
import { MAIN, worldOf } from "./world.ts";

/** A text of the shape that has about so many characters. */
export function sized(shape: Shape, characters: number): string {
  let times = 1;
  while (shape.of(times * 2).length <= characters) times *= 2;
  for (let step = times / 2; step >= 1; step /= 2) if (shape.of(times + step).length <= characters) times += step;
  return shape.of(times);
}

/** ms that a text takes to be checked and formatted. Throws what they throw. */
export function timeOf(text: string): { readonly check: number; readonly format: number } {
  const { host } = worldOf(0, text);
  const began = performance.now();
  check(MAIN, text, host);
  const checked = performance.now();
  format(text);
  return { check: checked - began, format: performance.now() - checked };
}

/** Checks and formats a text of each shape, and prints those that take longest. */
export function measureShapes(kilobytes: number): readonly (Finding & { readonly text: string })[] {
  const findings: (Finding & { readonly text: string })[] = [];
  const times: { readonly name: string; readonly length: number; readonly check: number; readonly format: number }[] =
    [];
  for (const shape of shapes) {
    const text = sized(shape, kilobytes * 1000);
    try {
      times.push({ name: shape.name, length: text.length, ...timeOf(text) });
    } catch (error) {
      findings.push({ property: `${shape.name} throw nothing`, message: describeThrown(error), text: "" });
    }
  }
  const each = ({ length, check, format }: (typeof times)[number]): number => Math.max(check, format) / length;
  for (const slow of times.sort((a, b) => each(b) - each(a)).slice(0, 10))
    console.log(
      `${slow.name}: ${Math.round(slow.check)} ms to check, ${Math.round(slow.format)} ms to format ${Math.round(slow.length / 1000)} KB`,
    );
  return findings;
}
