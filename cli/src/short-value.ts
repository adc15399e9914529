import type { Value } from "@adg/runtime";
import { plainText } from "./plain-text.ts";

/** A node as a call with the beginnings of its arguments: `count(text: "a.md", n: 3)`. */
export function callText(task: string, args: Readonly<Record<string, Value>>): string {
  const given = argumentsText(args);
  return given === "" ? task : `${task}(${given})`;
}

/** Roughly so many characters of each argument, and of all together. */
const most = { one: 40, all: 80 };

/** `text: "a.md", n: 3`. */
export function argumentsText(args: Readonly<Record<string, Value>>): string {
  let text = "";
  for (const [name, value] of Object.entries(args)) {
    if (text.length > most.all) return `${text}, …`;
    text += `${text === "" ? "" : ", "}${name}: ${shortValue(value, most.one)}`;
  }
  return plainText(text);
}

/** One value by itself. */
export const valueText = (value: Value): string => plainText(shortValue(value, most.one));

/** What is inside another value gets half of its room, and what is deep inside none. */
function shortValue(value: Value, room: number): string {
  if (room < 4) return "…";
  if (typeof value === "string") return shortString(value, room);
  if (typeof value !== "object" || value === null) return String(value);
  const inner = Math.floor(room / 2);
  if (Array.isArray(value)) return `[${listed(value.length, room, (at) => shortValue(value[at] as Value, inner))}]`;
  const record = value as Readonly<Record<string, Value>>;
  const names = Object.keys(record);
  if (names.length === 0) return "{}";
  return `{ ${listed(names.length, room, (at) => `${names[at]}: ${shortValue(record[names[at] as string] as Value, inner)}`)} }`;
}

/** The end of a string often tells more than its beginning: so does that of a path. */
function shortString(value: string, room: number): string {
  if (value.length <= room) return JSON.stringify(value);
  return JSON.stringify(value.includes("/") ? `…${value.slice(1 - room)}` : `${value.slice(0, room - 1)}…`);
}

function listed(length: number, room: number, textAt: (place: number) => string): string {
  let text = "";
  for (let place = 0; place < length; place += 1) {
    if (text.length > room) return `${text}, … ${length - place} more`;
    text += (place === 0 ? "" : ", ") + textAt(place);
  }
  return text;
}
