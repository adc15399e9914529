/** One random input and what came of it; all follows from a number. */
import type { BashParser } from "../../compiler/src/check/shell.ts";
import { vocabulary } from "../../compiler/src/tokens.ts";
import { type Dice, diceFrom, pick } from "../support/dice.ts";
import { type EditKind, editKinds, edited, nastyTexts } from "./edits.ts";
import { describeThrown, type Finding, inspect } from "./inspect.ts";
import { loadedFindings } from "./loaded.ts";
import { breakStatement, soundPrograms } from "./recovery.ts";
import { seeds } from "./seeds.ts";
import { shellText } from "./shell-texts.ts";

export type TrialKind = EditKind | "bytes" | "token soup" | "shell" | "broken statement";

const kinds: readonly TrialKind[] = [
  ...editKinds,
  ...editKinds,
  ...(["names", "names", "names"] as const),
  ...(["bytes", "token soup", "shell", "broken statement", "broken statement", "broken statement"] as const),
];

export interface Trial {
  readonly kind: TrialKind;
  readonly text: string;
  readonly findings: readonly Finding[];
  /** Of what was said. */
  readonly codes: readonly string[];
  readonly accepted: boolean;
  /** Whether what was emitted was also loaded. */
  readonly loaded: boolean;
  /** ms for looking at the text from all sides. */
  readonly time: number;
}

/** The trial of a number. Of the programs that are accepted, one in `loadEvery` is also loaded. */
export async function trialOf(number: number, bash: BashParser | undefined, loadEvery: number): Promise<Trial> {
  const dice = diceFrom(number);
  const kind = pick(dice, kinds);
  if (kind === "broken statement") return brokenStatement(dice);
  const text = textOf(dice, kind);
  const before = performance.now();
  const { findings, codes, emitted } = inspect(text, dice(1_000_000), bash);
  const time = performance.now() - before;
  const loaded = emitted !== undefined && dice(loadEvery) === 0;
  const more = loaded ? await loadedFindings(emitted.javascript, text) : [];
  return { kind, text, findings: [...findings, ...more], codes, accepted: emitted !== undefined, loaded, time };
}

function brokenStatement(dice: Dice): Trial {
  soundPrograms();
  const before = performance.now();
  const rest = { kind: "broken statement", codes: ["ADG1001"], accepted: false, loaded: false } as const;
  try {
    const { text, findings } = breakStatement(dice) ?? { text: "", findings: [] };
    return { ...rest, text, findings, time: performance.now() - before };
  } catch (error) {
    const finding = { property: "a broken statement throws nothing", message: describeThrown(error) };
    return { ...rest, text: "", findings: [finding], time: performance.now() - before };
  }
}

const words: readonly string[] = [
  ...vocabulary.flatMap(({ LABEL = "" }) => /^"([^"]+)"$/.exec(LABEL)?.[1] ?? []),
  ...[
    "a",
    "b",
    "x",
    "1",
    "2.5",
    '"s"',
    "10s",
    "\n",
    "\n",
    "\n  ",
    "\n    ",
    ":\n  ",
    '"#{',
    '"""\n',
    "// c\n",
    "/// d\n",
  ],
];

function textOf(dice: Dice, kind: Exclude<TrialKind, "broken statement">): string {
  switch (kind) {
    case "bytes": {
      const bytes = Uint8Array.from({ length: dice(400) }, () => (dice(3) === 0 ? dice(256) : 32 + dice(96)));
      return dice(2) === 0 ? new TextDecoder().decode(bytes) : String.fromCharCode(...bytes);
    }
    case "token soup":
      return Array.from({ length: dice(80) }, () => pick(dice, dice(12) === 0 ? nastyTexts : words)).join(
        pick(dice, [" ", " ", ""]),
      );
    case "shell":
      return shellProgram(shellText(dice));
    default:
      return edited(dice, kind, pick(dice, seeds).text, pick(dice, seeds).text);
  }
}

/** A program whose only task runs the command. */
function shellProgram(command: string): string {
  const lines = command.replaceAll('"""', '""').split("\n");
  return `task a(x: json = 1):\n  sh """\n${lines.map((line) => `    ${line}\n`).join("")}  """\nstart: a("x")\n`;
}
