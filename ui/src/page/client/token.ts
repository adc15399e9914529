/** The token that the server asks for: taken from the address, and kept for as long as the tab is open. */
import { signal } from "@preact/signals";

const kept = "adg-token";

/** `undefined`: the page was opened without one. */
export const token = signal<string | undefined>(sessionStorage.getItem(kept) ?? undefined);

export function keepToken(given: string): void {
  sessionStorage.setItem(kept, given);
  token.value = given;
}
