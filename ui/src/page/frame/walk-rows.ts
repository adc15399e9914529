/** Up and down move the focus from one row of a list to the next. For `onKeyDown` of the list. */
export function walkRows(event: KeyboardEvent): void {
  const list = event.currentTarget;
  if (!(list instanceof HTMLElement) || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
  const rows = [...list.querySelectorAll<HTMLElement>("button.row")];
  const from = rows.findIndex((row) => row === document.activeElement);
  const to = rows[from + (event.key === "ArrowDown" ? 1 : -1)];
  if (from === -1 || to === undefined) return;
  event.preventDefault();
  to.focus();
}
