/**
 * Values at a task's border. What comes in is untrusted (a result, an input, a `json` argument); what goes on is a deeply
 * frozen JSON value of the declared type, in which every `file` and `dir` is an absolute path.
 */
import { isAbsolute, resolve } from "node:path";
import { putField } from "./put-field.ts";
import { describeValue, isPlain, placeText, typeText } from "./value-text.ts";
import type { Value, ValueType, Workflow } from "./workflow.ts";

/** What a check may use. */
export interface ConformOptions {
  /** The workflow's named types. */
  readonly types: Workflow["types"];
  /** Absolute folder against which a relative `file` or `dir` resolves; left out, such a path stays as it is. */
  readonly base?: string;
  /** How messages call the value itself; `$` when left out. */
  readonly at?: string;
}

/** `message` is one line: the path, the expected type and what came. */
export type Conformed = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly message: string };

/**
 * Checks that a value is JSON of a type. The value itself is neither changed nor frozen: where it is not frozen already, the answer is a
 * copy. Never throws on account of the value, whatever that is (a getter that throws, a proxy, a circle).
 */
export function conform(value: unknown, type: ValueType, options: ConformOptions): Conformed {
  if (isSimple(value, type)) return { ok: true, value };
  let found: Value | Mismatch;
  try {
    const { types, base } = options;
    found = walk(value, type, { types, base, refused: undefined }, 0);
  } catch (error) {
    if (error instanceof BrokenWorkflow) throw error;
    const got = error instanceof TooDeep ? error.message : "a value that cannot be read";
    found = new Mismatch(typeText(type), got);
  }
  if (!(found instanceof Mismatch)) return { ok: true, value: found };
  return { ok: false, message: found.text(options.at ?? "$") };
}

/** Nesting beyond this is refused: journals, messages between threads and people all give up somewhere. */
const deepest = 500;

/** Thrown out of the whole check, so that a circle under a union is not tried once for each member and level. */
class TooDeep extends Error {
  constructor() {
    super(`a value that contains itself or is nested more than ${deepest} levels deep`);
  }
}

class BrokenWorkflow extends Error {}

/** Whether a value has no parts and is of a type that has none, and so is nothing but itself. */
export function isSimple(value: unknown, { kind }: ValueType): value is string | number | boolean {
  switch (kind) {
    case "string":
      return typeof value === "string";
    case "int":
      return typeof value === "number" && Number.isInteger(value) && !Object.is(value, -0);
    case "number":
      return typeof value === "number" && Number.isFinite(value) && !Object.is(value, -0);
    case "boolean":
      return typeof value === "boolean";
    default:
      return false;
  }
}

/** A list of a million numbers needs no look at each but one. */
function areAllSimple(list: readonly unknown[], element: ValueType): list is readonly Value[] {
  for (let index = 0; index < list.length; index += 1) if (!isSimple(list[index], element)) return false;
  return true;
}

/** A plain list, whatever class the list is of. */
function frozenCopy(list: readonly Value[]): readonly Value[] {
  if (Object.getPrototypeOf(list) === Array.prototype && !Object.hasOwn(list, "constructor"))
    return Object.freeze(list.slice());
  const copy: Value[] = [];
  for (let index = 0; index < list.length; index += 1) copy.push(list[index] as Value);
  return Object.freeze(copy);
}

/** One check under way. */
interface Check {
  readonly types: Workflow["types"];
  readonly base: string | undefined;
  /** Values that a union has refused, so that unions within unions try every value once, not once for each way to it. */
  refused: Map<unknown, Map<ValueType, Mismatch>> | undefined;
}

/** A failed check: the place is filled in from the inside out, so that a check that succeeds pays nothing for it. */
class Mismatch {
  readonly expected: string;
  readonly got: string;
  /** Whether a `"literal"` was expected: in a union such a mismatch only says which member is not meant. */
  readonly tag: boolean;
  readonly place: (string | number)[];

  constructor(expected: string, got: string, tag = false, place: readonly (string | number)[] = []) {
    this.expected = expected;
    this.got = got;
    this.tag = tag;
    this.place = [...place];
  }

  copy(): Mismatch {
    return new Mismatch(this.expected, this.got, this.tag, this.place);
  }

  inside(key: string | number): this {
    this.place.push(key);
    return this;
  }

  text(at: string): string {
    return `${this.place.reduceRight(placeText, at)}: expected ${this.expected}, got ${this.got}`;
  }
}

function mismatch(type: ValueType, value: unknown): Mismatch {
  return new Mismatch(typeText(type), describeValue(value), isTag(type));
}

function isTag(type: ValueType): boolean {
  return type.kind === "literal" || (type.kind === "union" && type.members.every(isTag));
}

function walk(value: unknown, type: ValueType, check: Check, depth: number): Value | Mismatch {
  switch (type.kind) {
    case "string":
      return typeof value === "string" ? value : mismatch(type, value);
    case "file":
    case "dir":
      if (typeof value !== "string") return mismatch(type, value);
      return check.base === undefined || isAbsolute(value) ? value : resolve(check.base, value);
    // Adding 0 turns -0, which JSON does not know, into 0.
    case "number":
      return typeof value === "number" && Number.isFinite(value) ? value + 0 : mismatch(type, value);
    case "int":
      return typeof value === "number" && Number.isInteger(value) ? value + 0 : mismatch(type, value);
    case "boolean":
      return typeof value === "boolean" ? value : mismatch(type, value);
    // JavaScript has two words for nothing.
    case "null":
    case "void":
      return value === null || value === undefined ? null : mismatch(type, value);
    case "literal":
      return value === type.value ? type.value : mismatch(type, value);
    case "json":
      return walkJson(value, depth);
    case "ref":
      return walk(value, typeNamed(type.name, check.types), check, depth);
    case "list":
      if (!Array.isArray(value)) return mismatch(type, value);
      if (areAllSimple(value, type.element)) return Object.isFrozen(value) ? value : frozenCopy(value);
      return walkList(value, depth, (item) => walk(item, type.element, check, depth + 1));
    case "tuple":
      if (!Array.isArray(value) || value.length !== type.elements.length) return mismatch(type, value);
      return walkList(value, depth, (item, i) => walk(item, type.elements[i] as ValueType, check, depth + 1));
    case "record":
      return walkRecord(value, type, check, depth);
    case "union":
      return walkUnion(value, type, check, depth);
  }
}

/** The type that a `ref` means; a name that is not there is a fault of whoever built the workflow. */
export function typeNamed(name: string, types: Workflow["types"]): ValueType {
  const type = Object.hasOwn(types, name) ? types[name] : undefined;
  if (type === undefined) throw new BrokenWorkflow(`internal fault: the type "${name}" is not in the workflow`);
  return type;
}

function walkList(
  list: readonly unknown[],
  depth: number,
  element: (item: unknown, index: number) => Value | Mismatch,
): Value | Mismatch {
  if (depth > deepest) throw new TooDeep();
  // What the graph holds is frozen already and is shared, not copied: a gather of 100,000 results costs no second copy of each.
  let shared = Object.isFrozen(list);
  const copy: Value[] = [];
  for (let i = 0; i < list.length; i++) {
    const item = list[i];
    const checked = element(item, i);
    if (checked instanceof Mismatch) return checked.inside(i);
    if (checked !== item) shared = false;
    copy.push(checked);
  }
  return shared ? (list as readonly Value[]) : Object.freeze(copy);
}

function walkRecord(
  value: unknown,
  type: ValueType & { readonly kind: "record" },
  check: Check,
  depth: number,
): Value | Mismatch {
  if (!isRecord(value)) return mismatch(type, value);
  const fields = new Map(type.fields.map((field) => [field.name, field]));
  // What tells the members of a union apart is looked at first: `{ ok: false }` lacks an `error`, not a `value`.
  for (const field of type.fields) {
    const content = Object.hasOwn(value, field.name) ? value[field.name] : undefined;
    if (!isTag(field.type) || content === undefined) continue;
    const checked = walk(content, field.type, check, depth + 1);
    if (checked instanceof Mismatch) return checked.inside(field.name);
  }
  for (const field of type.fields) {
    if (!field.optional && (!Object.hasOwn(value, field.name) || value[field.name] === undefined))
      return new Mismatch(typeText(field.type), "nothing", isTag(field.type)).inside(field.name);
  }
  return walkFields(value, depth, (name, content) => {
    const field = fields.get(name);
    // A field that the type does not name is kept: types are structural.
    if (field === undefined) return walkJson(content, depth + 1);
    return walk(content, field.type, check, depth + 1);
  });
}

function walkFields(
  record: Readonly<Record<string, unknown>>,
  depth: number,
  field: (name: string, content: unknown) => Value | Mismatch,
): Value | Mismatch {
  if (depth > deepest) throw new TooDeep();
  let shared = Object.isFrozen(record);
  const copy: Record<string, Value> = {};
  for (const name of Object.keys(record)) {
    const content = record[name];
    if (content === undefined) {
      shared = false;
      continue;
    }
    const checked = field(name, content);
    if (checked instanceof Mismatch) return checked.inside(name);
    if (checked !== content) shared = false;
    putField(copy, name, checked);
  }
  return shared ? (record as { readonly [name: string]: Value }) : Object.freeze(copy);
}

function walkJson(value: unknown, depth: number): Value | Mismatch {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) ? value + 0 : mismatch({ kind: "json" }, value);
    case "object":
      if (value === null) return null;
      if (Array.isArray(value)) return walkList(value, depth, (item) => walkJson(item, depth + 1));
      if (isRecord(value)) return walkFields(value, depth, (_, content) => walkJson(content, depth + 1));
      return mismatch({ kind: "json" }, value);
    default:
      return mismatch({ kind: "json" }, value);
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && isPlain(Object.getPrototypeOf(value));
}

/** The first member that fits. If none does, the message is that of the member that was meant, where one can be told. */
function walkUnion(
  value: unknown,
  type: ValueType & { readonly kind: "union" },
  check: Check,
  depth: number,
): Value | Mismatch {
  const known = check.refused?.get(value)?.get(type);
  if (known !== undefined) return known.copy();
  const nearly: Mismatch[] = [];
  for (const candidate of type.members) {
    const checked = walk(value, candidate, check, depth);
    if (!(checked instanceof Mismatch)) return checked;
    if (checked.place.length > 0 && !checked.tag) nearly.push(checked);
  }
  const [meant, ...others] = nearly;
  const refusal = meant !== undefined && others.length === 0 ? meant : mismatch(type, value);
  if (typeof value === "object" && value !== null) {
    check.refused ??= new Map();
    const refused = check.refused.get(value) ?? new Map<ValueType, Mismatch>();
    check.refused.set(value, refused.set(type, refusal.copy()));
  }
  return refusal;
}
