import type { ComponentChildren } from "preact";

export interface Tab<T extends string> {
  readonly value: T;
  readonly label: ComponentChildren;
}

interface TabsProps<T extends string> {
  readonly label: string;
  readonly tabs: readonly Tab<T>[];
  readonly chosen: T;
  readonly onChoose: (value: T) => void;
  readonly class?: string;
}

/** A row of tabs; left and right move from one to the next. */
export function Tabs<T extends string>({ label, tabs, chosen, onChoose, class: extra = "" }: TabsProps<T>) {
  const walk = (event: KeyboardEvent): void => {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const from = tabs.findIndex(({ value }) => value === chosen);
    const to = tabs[(from + by + tabs.length) % tabs.length];
    if (by === 0 || to === undefined || !(event.currentTarget instanceof HTMLElement)) return;
    event.preventDefault();
    const buttons = event.currentTarget.querySelectorAll("button");
    onChoose(to.value);
    buttons[tabs.indexOf(to)]?.focus();
  };
  return (
    <div class={`tabs ${extra}`} role="tablist" aria-label={label} onKeyDown={walk}>
      {tabs.map(({ value, label }) => (
        <button
          key={value}
          type="button"
          role="tab"
          aria-selected={value === chosen}
          tabIndex={value === chosen ? 0 : -1}
          onClick={() => onChoose(value)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
