/** Where a drawing lies in the panel that shows it: its corner, in pixels of the panel, and how large one of its units is. Pure. */
export interface ViewPort {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

const margin = 16;

/** The whole drawing in the middle, little larger than it was drawn. `least`: no smaller, so that it can be read, but cut at the right. */
export function fit(drawing: Size, room: Size, least = 0.02): ViewPort {
  const wide = (room.width - 2 * margin) / Math.max(1, drawing.width);
  const high = (room.height - 2 * margin) / Math.max(1, drawing.height);
  const scale = Math.max(least, Math.min(1.25, wide, high));
  const [x, y] = [(room.width - drawing.width * scale) / 2, (room.height - drawing.height * scale) / 2];
  return { scale, x: wide < scale ? margin : x, y: high < scale ? margin : y };
}

/** Larger or smaller, around a point of the panel that stays where it is. */
export function zoom(port: ViewPort, factor: number, at: { readonly x: number; readonly y: number }): ViewPort {
  const scale = Math.min(8, Math.max(0.02, port.scale * factor));
  const ratio = scale / port.scale;
  return { scale, x: at.x - (at.x - port.x) * ratio, y: at.y - (at.y - port.y) * ratio };
}

export function pan(port: ViewPort, x: number, y: number): ViewPort {
  return { ...port, x: port.x + x, y: port.y + y };
}
