import type { Connection } from "vscode-languageserver";

/** What a user can choose, under `adg` in the editor's settings. */
export interface Settings {
  readonly inlayHints: { readonly parameterNames: boolean; readonly types: boolean; readonly edges: boolean };
  readonly codeLens: { readonly run: boolean; readonly references: boolean; readonly firings: boolean };
}

const standard: Settings = {
  inlayHints: { parameterNames: true, types: true, edges: true },
  codeLens: { run: true, references: true, firings: true },
};

/** The settings as they are now: they change in place when the client tells so. */
export class CurrentSettings implements Settings {
  inlayHints = standard.inlayHints;
  codeLens = standard.codeLens;

  /** Takes what the client gives; a setting that is missing, or of another type, is the standard one. */
  put(given: unknown): void {
    this.inlayHints = flags(standard.inlayHints, part(given, "inlayHints"));
    this.codeLens = flags(standard.codeLens, part(given, "codeLens"));
  }

  /** Asks the client. */
  async pull(connection: Connection): Promise<void> {
    this.put(await connection.workspace.getConfiguration("adg"));
  }
}

function part(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function flags<Flags extends Readonly<Record<string, boolean>>>(standardOnes: Flags, given: unknown): Flags {
  const known = Object.entries(standardOnes).map(([name, value]) => {
    const chosen = part(given, name);
    return [name, typeof chosen === "boolean" ? chosen : value];
  });
  return Object.fromEntries(known) as Flags;
}
