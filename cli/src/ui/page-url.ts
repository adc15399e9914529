/** The address of the page: what stands behind the `#` stays in the browser. `url`: without the token. */
export function pageUrl(url: string, token: string, run: string | undefined): string {
  const asked = new URLSearchParams({ token, ...(run === undefined ? {} : { run }) });
  return `${url}#${asked.toString()}`;
}
