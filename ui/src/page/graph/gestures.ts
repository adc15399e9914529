/** Wheel, drag and pinch, as movements. */
export interface Moves {
  pan(x: number, y: number): void;
  /** Around a point, in pixels from the element's corner. */
  zoom(factor: number, at: { readonly x: number; readonly y: number }): void;
}

/** So far a press may stray and still be a click, in pixels. */
const stray = 4;

/** Listens until the answer is called. A drag ends in no click. */
export function listenToGestures(element: Element, moves: Moves): () => void {
  const over = new AbortController();
  const { signal } = over;
  const fingers = new Map<number, { x: number; y: number }>();
  let start = { x: 0, y: 0 };
  let isDrag = false;

  function inside({ clientX, clientY }: { readonly clientX: number; readonly clientY: number }): {
    x: number;
    y: number;
  } {
    const { left, top } = element.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }

  function wheel(event: WheelEvent): void {
    event.preventDefault();
    const unit = event.deltaMode === 1 ? 16 : 1;
    if (event.ctrlKey || event.metaKey) moves.zoom(Math.exp((-event.deltaY * unit) / 200), inside(event));
    else if (event.shiftKey && event.deltaX === 0) moves.pan(-event.deltaY * unit, 0);
    else moves.pan(-event.deltaX * unit, -event.deltaY * unit);
  }

  function down(event: PointerEvent): void {
    if (event.button !== 0) return;
    if (fingers.size === 0) {
      isDrag = false;
      start = inside(event);
    }
    fingers.set(event.pointerId, inside(event));
  }

  function move(event: PointerEvent): void {
    const before = fingers.get(event.pointerId);
    if (before === undefined) return;
    const now = inside(event);
    isDrag ||= fingers.size > 1 || Math.hypot(now.x - start.x, now.y - start.y) > stray;
    if (!isDrag) return;
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    fingers.set(event.pointerId, now);
    if (other === undefined) {
      moves.pan(now.x - before.x, now.y - before.y);
      return;
    }
    const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
    moves.pan((now.x - before.x) / 2, (now.y - before.y) / 2);
    const apart = Math.hypot(before.x - other.x, before.y - other.y);
    if (apart > 0) moves.zoom(Math.hypot(now.x - other.x, now.y - other.y) / apart, middle);
  }

  const up = (event: PointerEvent): void => void fingers.delete(event.pointerId);
  const click = (event: Event): void => {
    if (!isDrag) return;
    event.stopPropagation();
    event.preventDefault();
    isDrag = false;
  };

  element.addEventListener("wheel", (event) => wheel(event as WheelEvent), { passive: false, signal });
  element.addEventListener("pointerdown", (event) => down(event as PointerEvent), { signal });
  window.addEventListener("pointermove", move, { signal });
  window.addEventListener("pointerup", up, { signal });
  window.addEventListener("pointercancel", up, { signal });
  element.addEventListener("click", click, { capture: true, signal });
  return () => over.abort();
}
