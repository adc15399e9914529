import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

export interface TipPlace {
  /** In pixels from the corner of what it lies in. */
  readonly x: number;
  readonly y: number;
  /** So wide is that. */
  readonly width: number;
}

/** The widest that a tip may be, as the style sheet has it. */
const widest = 256;

/** What is told of what the pointer is on, beside it. */
export function Tip({ x, y, width, children }: TipPlace & { readonly children: ComponentChildren }) {
  const tip = useRef<HTMLDivElement>(null);
  useEffect(() => {
    tip.current?.style.setProperty("left", `${Math.max(4, Math.min(x + 12, width - widest - 4))}px`);
    tip.current?.style.setProperty("top", `${y - 4}px`);
  });
  return (
    <div class="tip" ref={tip} role="tooltip">
      {children}
    </div>
  );
}
