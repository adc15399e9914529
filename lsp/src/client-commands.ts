import type { ClientCapabilities } from "vscode-languageserver";

/** Whether the editor has a command of its own that the server may have it run: it says so in `experimental.commands.commands`. */
export function hasCommand({ experimental }: ClientCapabilities, command: string): boolean {
  const { commands } = (experimental ?? {}) as { readonly commands?: { readonly commands?: unknown } };
  return Array.isArray(commands?.commands) && commands.commands.includes(command);
}
