import { nodeStates, type TypeBox } from "../../contract.ts";
import { openTask } from "../store/choice.ts";
import { countOf, countsText, totalOf } from "../words.ts";
import { barParts, boxText } from "./box-text.ts";

export interface BoxProps {
  readonly box: TypeBox;
  /** Of its nodes, in the order of `nodeStates`; `undefined` for the start. */
  readonly counts: readonly number[] | undefined;
  readonly isChosen: boolean;
}

/** All nodes of a task as one box: what they are, how many there are, and how they stand. */
export function Box({ box, counts, isChosen }: BoxProps) {
  const text = boxText(box, counts);
  const isThere = counts === undefined || totalOf(counts) > 0;
  const isAtWork = counts !== undefined && countOf(counts, "running") > 0;
  const hasFailed = counts !== undefined && countOf(counts, "failed") > 0;
  const classes = [
    `box ${box.shape}`,
    isThere ? "there" : "to-come",
    ...(isAtWork ? ["at-work"] : []),
    ...(hasFailed ? ["with-failures"] : []),
    ...(isChosen ? ["chosen"] : []),
  ];
  const told = [
    [box.name, box.implementation, box.place].filter((each) => each !== undefined).join(" · "),
    ...(counts === undefined ? [] : [countsText(counts)]),
  ];
  const { task } = box;
  // Names of attributes keep their case in SVG: `tabIndex` would be none.
  const choose = task === undefined ? {} : pressed(() => openTask(task));
  return (
    <g
      class={classes.join(" ")}
      transform={`translate(${box.x} ${box.y})`}
      {...choose}
      {...(task === undefined
        ? {}
        : { tabindex: 0, role: "button", "aria-label": `${told.join(": ")}. Show its nodes` })}
    >
      <title>{told.join("\n")}</title>
      <Face box={box} />
      {text.lines.map(({ text, kind, y }) => (
        <text key={kind} class={kind} y={y}>
          {text}
        </text>
      ))}
      {text.bar !== undefined && counts !== undefined && (
        <g class="bar" transform={`translate(${-text.bar.width / 2} ${text.bar.y})`}>
          <rect class="groove" width={text.bar.width} height={text.bar.height} rx={1.5} />
          {barParts(counts).map(({ from, share }, i) => {
            const state = nodeStates[i];
            if (share === 0 || state === undefined || text.bar === undefined) return null;
            const { width, height } = text.bar;
            return (
              <rect
                key={state}
                data-state={state}
                class={`fill-${state}`}
                x={from * width}
                width={share * width}
                height={height}
              />
            );
          })}
        </g>
      )}
    </g>
  );
}

function Face({ box: { shape, width, height } }: { readonly box: TypeBox }) {
  if (shape === "start") return <ellipse class="face" rx={width / 2} ry={height / 2} />;
  const rectangle = (inset: number, corner: number, kind: string) => (
    <rect
      class={kind}
      x={inset - width / 2}
      y={inset - height / 2}
      width={width - 2 * inset}
      height={height - 2 * inset}
      rx={corner}
    />
  );
  return (
    <>
      {rectangle(-3, 9, "halo")}
      {rectangle(0, shape === "workflow" ? 2 : 6, "face")}
      {shape === "workflow" && rectangle(3, 0, "inner")}
    </>
  );
}

/** A click, or Enter or Space where it has the focus. */
function pressed(act: () => void) {
  return {
    onClick: act,
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      act();
    },
  };
}
