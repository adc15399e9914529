/** A piece of a page that is never divided: a line of text, a row of a table. */
export interface Box {
  readonly height: number;
  /** Empty space above; none at the top of a page. */
  readonly before: number;
  /** No page may end below this box (but where a whole page would not hold what must stay together). */
  readonly keep: boolean;
  draw(place: Place): void;
}

/** Where a box stands. */
export interface Place {
  readonly top: number;
  /** The space that was left above it. */
  readonly gap: number;
  readonly isFirstOnPage: boolean;
  readonly isLastOnPage: boolean;
}

/** A box and where it stands on its page. */
export interface Placed<B extends Box> {
  readonly box: B;
  readonly place: Place;
}

/**
 * Divides boxes into pages from `top` to `floor`. A box that must stay with the next one moves to the next page with it, so
 * that no heading stands at the bottom of a page; paragraphs ask for the same for their first and last lines.
 */
export function paginate<B extends Box>(boxes: readonly B[], frame: { top: number; floor: number }): Placed<B>[][] {
  const pages: B[][] = [[]];
  let y = frame.top;
  const turn = (): void => {
    pages.push([]);
    y = frame.top;
  };
  for (const group of groupsOf(boxes)) {
    if (pages.at(-1)!.length > 0 && y + heightOf(group) > frame.floor) turn();
    const fits = y + heightOf(group) - (group[0]?.before ?? 0) <= frame.floor;
    for (const box of group) {
      if (!fits && pages.at(-1)!.length > 0 && y + box.before + box.height > frame.floor) turn();
      y += box.height + (pages.at(-1)!.length === 0 ? 0 : box.before);
      pages.at(-1)!.push(box);
    }
  }
  return pages.map((content) => placesOf(content, frame.top));
}

function heightOf(group: readonly Box[]): number {
  return group.reduce((sum, box) => sum + box.before + box.height, 0);
}

function placesOf<B extends Box>(boxes: readonly B[], top: number): Placed<B>[] {
  let y = top;
  return boxes.map((box, index) => {
    const gap = index === 0 ? 0 : box.before;
    const place = { top: y + gap, gap, isFirstOnPage: index === 0, isLastOnPage: index === boxes.length - 1 };
    y += gap + box.height;
    return { box, place };
  });
}

/** Runs of boxes of which each but the last must stay with the next. */
function groupsOf<B extends Box>(boxes: readonly B[]): B[][] {
  const groups: B[][] = [];
  let isOpen = false;
  for (const box of boxes) {
    if (isOpen) groups.at(-1)!.push(box);
    else groups.push([box]);
    isOpen = box.keep;
  }
  return groups;
}
