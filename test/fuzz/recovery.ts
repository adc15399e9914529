/**
 * Recovery: in a program without errors one statement is broken, and nothing may be said but of that. A statement reaches from its
 * line to the next line of the same or a lower level; so the lines below it that are deeper are part of it.
 */
import type * as ast from "../../compiler/src/ast.ts";
import { check } from "../../compiler/src/check.ts";
import type { Diagnostic } from "../../compiler/src/diagnostic.ts";
import type { Host } from "../../compiler/src/host.ts";
import { parseLines } from "../../compiler/src/parse.ts";
import { type Dice, pick } from "../support/dice.ts";
import type { Finding } from "./inspect.ts";
import { seeds, type Seed } from "./seeds.ts";
import { MAIN } from "./world.ts";

/** A statement with its lines, and where its own tokens stand. */
interface Place extends ast.Span {
  readonly tokens: readonly ast.Span[];
}

/** One change of a statement's tokens. */
interface Break {
  readonly place: Place;
  readonly at: ast.Span;
  readonly insert: string;
}

/** Nothing is imported, and all that TypeScript has is taken to be there. */
const host: Host = {
  readFile: () => ({ kind: "missing" }),
  resolve: (_, path) => path,
  moduleExports: () => ({ kind: "unknown" }),
};

/** What one or two broken statements led to. */
export interface Recovery {
  readonly text: string;
  readonly findings: readonly Finding[];
}

let sound: readonly (Seed & { readonly places: readonly Place[] })[] | undefined;

/** The programs without errors; found once. */
export function soundPrograms(): typeof sound & {} {
  // Where a "let" has lost its name, one that it hides is seen: no other program hides names.
  return (sound ??= seeds
    .filter(({ name, text }) => errorsOf(text).length === 0 && !name.endsWith("javascript-names.adg"))
    .map((seed) => ({ ...seed, places: placesIn(seed.text) }))
    .filter(({ places }) => places.length > 0));
}

/** Breaks statements of a program. `undefined`: what came of it is no mistake of syntax. */
export function breakStatement(dice: Dice): Recovery | undefined {
  const { text, places } = pick(dice, soundPrograms());
  const first = breakIn(dice, text, pick(dice, places));
  // The lines below another head are all wrong.
  if (first.at.start === first.place.tokens[0]?.start && /task|start|edge|let/.test(first.insert)) return undefined;
  const alone = after(text, [first]);
  const second = dice(3) === 0 ? breakIn(dice, text, pick(dice, places)) : undefined;
  if (second === undefined || !isApart(first.place, second.place)) return judge(alone, 1);
  // What begins with a closing bracket is taken to be the end of what is broken before it.
  if ([first, second].some(({ at, place, insert }) => at.start === place.tokens[0]?.start && /^[)\]}]/.test(insert)))
    return undefined;
  // A bracket that one has lost may be closed by the other.
  if ([first, second].every(({ at, insert }) => /[()[\]{}]/.test(text.slice(at.start, at.end) + insert)))
    return undefined;
  // One text block's quotes may close another's.
  if ([first, second].some(({ place, insert }) => `${text.slice(place.start, place.end)}${insert}`.includes('"""')))
    return undefined;
  const other = after(text, [second]);
  // Each must be a mistake for itself.
  if (judge(alone, 1)?.findings.length !== 0 || judge(other, 1)?.findings.length !== 0) return undefined;
  return judge(after(text, [first, second]), 2);
}

function errorsOf(text: string): readonly Diagnostic[] {
  return check(MAIN, text, host).diagnostics.filter(({ severity }) => severity === "error");
}

function placesIn(text: string): readonly Place[] {
  const { lexed, lines } = parseLines(text);
  return lines.map(({ line }) => {
    const [head] = line.tokens;
    const own = lexed.lines.findIndex(({ token }) => token === line.first);
    const behind = line.first + line.tokens.length;
    const next = lexed.lines.slice(own + 1).find(({ indent, token }) => indent <= line.indent && token >= behind);
    return {
      start: lexed.lines[own]?.start ?? head?.startOffset ?? 0,
      end: next?.start ?? text.length,
      tokens: line.tokens.map(({ startOffset, image }) => ({ start: startOffset, end: startOffset + image.length })),
    };
  });
}

const intruders: readonly string[] = [
  ...'()[]{}:,.="?|<>+-*%@;',
  ...[
    '"',
    '"""',
    "#{",
    "->",
    "==",
    "x",
    "1",
    "when",
    "all",
    "if",
    "else",
    "then",
    "for",
    "task",
    "1e999",
    "let",
    "no more",
  ],
  ...["start", "edge", "where", "in", "not", "key", "as", "from", "\\", "null", '"a"', "'", "\u00A0"],
];

function breakIn(dice: Dice, text: string, place: Place): Break {
  const index = dice(place.tokens.length);
  const token = place.tokens[index] ?? place;
  const kind = dice(4);
  const insert = kind < 2 ? pick(dice, intruders) : "";
  if (kind === 1) return { place, at: { start: token.end, end: token.end }, insert: ` ${insert} ` };
  // The line keeps its level, and words stay apart.
  if (index > 0) return { place, at: token, insert: insert === "" ? " " : ` ${insert} ` };
  const blank = /[ ]*/y;
  blank.lastIndex = token.end;
  return {
    place,
    at: { start: token.start, end: token.end + (blank.exec(text)?.[0].length ?? 0) },
    insert: insert && `${insert} `,
  };
}

function isApart(a: Place, b: Place): boolean {
  return a.end <= b.start || b.end <= a.start;
}

/** A text in which statements are broken, with where these are now. */
interface Broken {
  readonly text: string;
  readonly places: readonly ast.Span[];
}

function after(text: string, breaks: readonly Break[]): Broken {
  let broken = text;
  let places: readonly ast.Span[] = [];
  for (const { place, at, insert } of breaks.toSorted((a, b) => b.at.start - a.at.start)) {
    const longer = insert.length - (at.end - at.start);
    broken = broken.slice(0, at.start) + insert + broken.slice(at.end);
    places = [{ start: place.start, end: place.end + longer }, ...places.map((each) => moved(each, longer))];
  }
  return { text: broken, places };
}

function moved({ start, end }: ast.Span, by: number): ast.Span {
  return { start: start + by, end: end + by };
}

function judge({ text, places }: Broken, mistakes: number): Recovery | undefined {
  const { diagnostics } = check(MAIN, text, host);
  if (!diagnostics.some(({ code }) => code.startsWith("ADG1"))) return undefined;
  const inside = ({ span }: Diagnostic, place: ast.Span) =>
    span.start >= place.start && (span.start < place.end || place.end === text.length);
  const findings: Finding[] = diagnostics
    .filter((each) => !places.some((place) => inside(each, place)))
    .map(({ code, message }) => ({
      property: "nothing is said outside of a broken statement",
      message: `${code} ${message}`,
    }));
  for (const place of places) {
    const own = diagnostics.filter((each) => inside(each, place));
    // The quotes of a text block may close another one's.
    if (own.length === 1 || (own.length > 1 && text.slice(place.start, place.end).includes('"""'))) continue;
    const said = own.map(({ code, message }) => `${code} ${message}`).join(" | ");
    findings.push({
      property: `one mistake gives one diagnostic, also beside ${mistakes - 1} others`,
      message: `${own.length}: ${said}`,
    });
  }
  return { text, findings };
}
