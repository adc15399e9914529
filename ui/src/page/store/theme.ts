/** Dark or light: as the system has it, until the reader says otherwise. */
import { computed, effect, signal } from "@preact/signals";

const kept = "adg-theme";
const known = localStorage.getItem(kept);

/** What the reader said. */
const said = signal<"dark" | "light" | undefined>(known === "dark" || known === "light" ? known : undefined);

const wantsDark = window.matchMedia("(prefers-color-scheme: dark)");
const system = signal<"dark" | "light">(wantsDark.matches ? "dark" : "light");

export const theme = computed(() => said.value ?? system.value);

export function followTheme(): void {
  wantsDark.addEventListener("change", ({ matches }) => (system.value = matches ? "dark" : "light"));
  effect(() => {
    document.documentElement.dataset["theme"] = theme.value;
  });
}

export function turnTheme(): void {
  const to = theme.peek() === "dark" ? "light" : "dark";
  said.value = to === system.peek() ? undefined : to;
  if (said.peek() === undefined) localStorage.removeItem(kept);
  else localStorage.setItem(kept, to);
}

/** Colours as scripts need them, which cannot draw with a name of the style sheet. */
export function colours<N extends string>(names: readonly N[]): Readonly<Record<N, string>> {
  const probe = document.createElement("span");
  document.body.append(probe);
  const found = names.map((name) => {
    probe.style.color = `var(--${name})`;
    return [name, getComputedStyle(probe).color] as const;
  });
  probe.remove();
  return Object.fromEntries(found) as Record<N, string>;
}
