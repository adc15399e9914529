/** Texts that can only be paths: from the root on, or with their beginning left out. */
const path = /"((?:\/|…|[A-Za-z]:\/)[^"\s<>]*\/)([^"/\s<>]+)"/g;

/** A node's arguments in a list: of paths, which differ at their ends and are long before that, the ends alone. */
export function shortLabel(label: string): string {
  return label.replaceAll(path, (whole, folder: string, name: string) => (folder.length > 12 ? `"…/${name}"` : whole));
}
