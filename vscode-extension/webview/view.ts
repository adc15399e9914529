/** A drawing that can be moved, made larger and chosen from. */
export class View {
  readonly #root: HTMLElement;
  #svg: SVGSVGElement | undefined;
  /** Where the drawing's corner is, in pixels of the page, and how large one of its units is. */
  #at = { x: 0, y: 0, scale: 1 };
  /** Whether the user has moved it: then a redraw leaves it where it is. */
  #isMoved = false;
  #choose: (key: string) => void = () => {};

  constructor(root: HTMLElement) {
    this.#root = root;
    root.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    root.addEventListener("pointerdown", (event) => this.#drag(event));
    root.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      this.#chosen(event.target);
    });
    new ResizeObserver(() => {
      if (!this.#isMoved) this.fit();
    }).observe(root);
  }

  onChoose(choose: (key: string) => void): void {
    this.#choose = choose;
  }

  /** Shows an `<svg>` element; nothing but the empty text for "". */
  show(text: string): void {
    const focused = document.activeElement?.closest("g[tabindex]")?.id;
    this.#svg?.remove();
    this.#svg = undefined;
    this.#root.classList.toggle("empty", text === "");
    if (text === "") return;
    const parsed = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    if (!(parsed instanceof SVGSVGElement)) throw new Error("the drawing is no SVG");
    this.#svg = document.importNode(parsed, true);
    this.#root.append(this.#svg);
    if (this.#isMoved) this.#place();
    else this.fit();
    if (focused !== undefined) this.#part(focused)?.focus();
  }

  mark(keys: readonly string[], { reveal }: { readonly reveal: boolean }): void {
    for (const part of this.#svg?.querySelectorAll(".marked") ?? []) part.classList.remove("marked");
    const parts = keys.flatMap((key) => this.#part(key) ?? []);
    for (const part of parts) part.classList.add("marked");
    if (reveal && parts[0] !== undefined) this.#bringIntoView(parts[0]);
  }

  /** The whole drawing, no larger than it was drawn. */
  fit(): void {
    const box = this.#svg?.viewBox.baseVal;
    const { clientWidth, clientHeight } = this.#root;
    if (box === undefined || clientWidth === 0) return;
    const scale = this.#scale(box);
    this.#at = { scale, x: (clientWidth - box.width * scale) / 2, y: (clientHeight - box.height * scale) / 2 };
    this.#isMoved = false;
    this.#place();
  }

  /** How large a drawing (the text of its `<svg>`) would show as a whole. */
  scaleOf(drawing: string): number {
    const [, width = "1", height = "1"] = /viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"/.exec(drawing) ?? [];
    return this.#scale({ width: Number(width), height: Number(height) });
  }

  #scale({ width, height }: { readonly width: number; readonly height: number }): number {
    return Math.min(1.4, this.#root.clientWidth / width, this.#root.clientHeight / height);
  }

  /** Larger or smaller around a place in the view, its middle when left out. */
  zoom(factor: number, { x, y } = { x: this.#root.clientWidth / 2, y: this.#root.clientHeight / 2 }): void {
    const scale = Math.min(8, Math.max(0.05, this.#at.scale * factor));
    const ratio = scale / this.#at.scale;
    this.#move({ scale, x: x - (x - this.#at.x) * ratio, y: y - (y - this.#at.y) * ratio });
  }

  pan(x: number, y: number): void {
    this.#move({ ...this.#at, x: this.#at.x + x, y: this.#at.y + y });
  }

  #move(at: { x: number; y: number; scale: number }): void {
    this.#at = at;
    this.#isMoved = true;
    this.#place();
  }

  #place(): void {
    const svg = this.#svg;
    if (svg === undefined) return;
    const { x, y, scale } = this.#at;
    const { width, height } = svg.viewBox.baseVal;
    svg.setAttribute("width", String(width * scale));
    svg.setAttribute("height", String(height * scale));
    svg.style.setProperty("transform", `translate(${x}px, ${y}px)`);
  }

  #part(key: string): SVGGElement | null {
    return this.#svg?.querySelector<SVGGElement>(`#${key}`) ?? null;
  }

  #bringIntoView(part: SVGGElement): void {
    const view = this.#root.getBoundingClientRect();
    const box = part.getBoundingClientRect();
    const outside = box.left < view.left || box.right > view.right || box.top < view.top || box.bottom > view.bottom;
    if (!outside) return;
    this.pan((view.left + view.right - box.left - box.right) / 2, (view.top + view.bottom - box.top - box.bottom) / 2);
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    const view = this.#root.getBoundingClientRect();
    if (event.ctrlKey || event.metaKey)
      this.zoom(Math.exp(-event.deltaY / 200), { x: event.clientX - view.left, y: event.clientY - view.top });
    else this.pan(-event.deltaX, -event.deltaY);
  }

  /** A press that does not move is a choice. */
  #drag(event: PointerEvent): void {
    if (event.button !== 0) return;
    let isDrag = false;
    let last = { x: event.clientX, y: event.clientY };
    const end = new AbortController();
    const { signal } = end;
    const move = (moved: PointerEvent): void => {
      isDrag ||= Math.hypot(moved.clientX - event.clientX, moved.clientY - event.clientY) > 4;
      if (isDrag) this.pan(moved.clientX - last.x, moved.clientY - last.y);
      last = { x: moved.clientX, y: moved.clientY };
    };
    window.addEventListener("pointermove", move, { signal });
    window.addEventListener("pointercancel", () => end.abort(), { signal });
    window.addEventListener(
      "pointerup",
      () => {
        end.abort();
        if (!isDrag) this.#chosen(event.target);
      },
      { signal },
    );
  }

  #chosen(target: EventTarget | null): void {
    const key = target instanceof Element ? target.closest("g[tabindex]")?.id : undefined;
    if (key !== undefined) this.#choose(key);
  }
}
