/** A node's arguments in a list: of paths, which differ at their ends and are long before that, the ends alone. */
export function shortLabel(label: string): string {
  return label.replaceAll(/"([^"]*\/)([^"/]+)"/g, (whole, folder: string, name: string) =>
    folder.length > 12 ? `"…/${name}"` : whole,
  );
}
