/** Small drawings in the colour of the text around them. They never stand alone: what they say is said in words too. */
const paths = {
  done: "M3 8.5l3.2 3L13 4.5",
  failed: "M4 4l8 8M12 4l-8 8",
  running: "M5 3.5v9l7-4.5z",
  waiting: "M8 2.8a5.2 5.2 0 1 0 .01 0z",
  skipped: "M2.5 8h2M7 8h2M11 5.5L13.5 8 11 10.5",
  cancelled: "M8 2.8a5.2 5.2 0 1 0 .01 0zM4.4 11.6l7.2-7.2",
  paused: "M5.5 3.5v9M10.5 3.5v9",
  stopped: "M4 4h8v8H4z",
  broken: "M2.5 8H6M10 8h3.5M7 4.5l2 7",
  rewind: "M11 3.5v9L4 8z",
  back: "M10.5 3L5.5 8l5 5",
  forward: "M5.5 3l5 5-5 5",
  close: "M4 4l8 8M12 4l-8 8",
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
  fit: "M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3",
  moon: "M12.5 9.8A5.2 5.2 0 0 1 6.2 3.5a5.2 5.2 0 1 0 6.3 6.3z",
  sun: "M8 5.2a2.8 2.8 0 1 0 .01 0zM8 1v1.6M8 13.4V15M1 8h1.6M13.4 8H15M3 3l1.2 1.2M11.8 11.8L13 13M13 3l-1.2 1.2M4.2 11.8L3 13",
  help: "M5.6 6a2.4 2.4 0 1 1 3.4 2.2c-.7.3-1 .8-1 1.6M8 12.6v.2",
  list: "M3 4h10M3 8h10M3 12h10",
  graph: "M2.5 5.5h4v5h-4zM10 2.5h3.5v4H10zM10 9.5h3.5v4H10zM6.5 8L10 4.5M6.5 8l3.5 3.5",
  dots: "M4 4h.01M8 6h.01M12 4h.01M5 9h.01M10 10h.01M3 13h.01M8 13h.01M13 12h.01",
  rules: "M3 3.5h6M3 8h10M3 12.5h4M11.5 2.5l1 1 2-2",
  time: "M2.5 4h6M5 8h7M8.5 12h5",
  about: "M8 2.8a5.2 5.2 0 1 0 .01 0zM8 7.5v3.4M8 5.2v.1",
  again: "M13 8a5 5 0 1 1-1.6-3.7M13 2.5v2.6h-2.6",
} as const;

export type IconName = keyof typeof paths;
const filled: ReadonlySet<IconName> = new Set(["running", "rewind", "stopped"]);

export function Icon({ name, class: extra = "" }: { readonly name: IconName; readonly class?: string }) {
  return (
    <svg class={`icon ${filled.has(name) ? "filled" : ""} ${extra}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
