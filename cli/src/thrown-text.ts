/** What a module of the user's has thrown. */
import { fileURLToPath } from "node:url";

/** The message and the place in the user's module, without frames of Node and adg. */
export function thrownText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const place = placeOf(error);
  return place === undefined ? error.message : `${error.message} (${fileURLToPath(place)})`;
}

/** `file:` URL and line of where something was thrown. */
export function placeOf(error: unknown): string | undefined {
  return error instanceof Error ? /file:\/\/\S+?:\d+/.exec(error.stack ?? "")?.[0] : undefined;
}
