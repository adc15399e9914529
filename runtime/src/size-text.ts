/** `1.5GB`: the largest unit that leaves at least one. */
export function sizeText(bytes: number): string {
  const units = ["TB", "GB", "MB", "KB"] as const;
  const index = units.findIndex((_, i) => bytes >= 1000 ** (4 - i));
  const unit = units[index];
  return unit === undefined ? `${bytes} bytes` : `${Number((bytes / 1000 ** (4 - index)).toFixed(2))}${unit}`;
}
