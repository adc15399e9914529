/** What each word of the language is coloured as. A word of the compiler that has no role here is a mistake, which the generator reports. */
import { isReserved, vocabulary } from "../../compiler/src/tokens.ts";

export type Role =
  | "declaration"
  | "control"
  | "operator"
  | "constant"
  | "event"
  | "gather"
  | "setting"
  | "setting-part"
  | "named-setting"
  | "flag"
  | "code"
  | "suffix"
  | "clause";

/** Roles of words that the compiler's own categories do not tell. */
const chosen: Readonly<Record<string, Role>> = {
  ...roles("declaration", "import input output type task edge start rule workflow let"),
  ...roles("control", "if then else for when where fail"),
  ...roles("operator", "and or not in"),
  ...roles("gather", "all no more succeeded at least every most under despite failures"),
  ...roles("setting", "retry rate"),
  ...roles("setting-part", "backoff per"),
  ...roles("named-setting", "on env secret"),
  ...roles("flag", "cache"),
  ...roles("code", "sh python celery"),
  ...roles("suffix", "key after priority"),
  ...roles("clause", "from as spawns"),
};

function roles(role: Role, words: string): Record<string, Role> {
  return Object.fromEntries(words.split(" ").map((word) => [word, role]));
}

interface ColouredWord {
  readonly word: string;
  readonly role: Role;
  /** It never names a task, type or value. */
  readonly reserved: boolean;
}

/** Every word of the vocabulary with its role. */
export const words: readonly ColouredWord[] = vocabulary.flatMap((token) => {
  const word = /^"([a-z]+)"$/.exec(token.LABEL ?? "")?.[1];
  if (word === undefined) return [];
  const categories = new Set(token.CATEGORIES?.map(({ name }) => name));
  const role = chosen[word] ?? roleOf(categories);
  if (role === undefined) throw new Error(`The grammar has no colour for the word "${word}": give it a role.`);
  return [{ word, role, reserved: isReserved(word) }];
});

function roleOf(categories: ReadonlySet<string>): Role | undefined {
  if (categories.has("Literal")) return "constant";
  if (categories.has("Event")) return "event";
  if (categories.has("SettingWord")) return "setting";
  return undefined;
}

/** The words of a role, as alternatives of a regular expression. */
export function alternatives(role: Role, which: "all" | "reserved" | "contextual" = "all"): string {
  const chosenOnes = words.filter(
    (each) => each.role === role && (which === "all" || each.reserved === (which === "reserved")),
  );
  return chosenOnes.map(({ word }) => word).join("|");
}

/** The signs that stand between operands or mean something, the longest first, as alternatives of a regular expression. */
export const operators: string = vocabulary
  .flatMap(({ LABEL = "", CATEGORIES = [] }) => {
    const sign = /^"([^\sa-z#]+)"$/.exec(LABEL)?.[1];
    return sign !== undefined && CATEGORIES.some(({ name }) => name === "BinaryOperator") ? [sign] : [];
  })
  .sort((a, b) => b.length - a.length)
  .map((sign) => sign.replace(/[+*?|]/g, String.raw`\$&`))
  .join("|");
