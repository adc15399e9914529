import type { OtherName } from "./completion/completion.ts";

/** What a file declares that others may import, found from its lines alone: so many files can be looked through at once. */
export function declaredNames(text: string): readonly OtherName[] {
  return [...text.matchAll(headPattern)].map(([, comment = "", kind, name = "", head = ""]) => {
    const documentation = comment.replaceAll(/^[ \t]*\/\/\/ ?/gm, "").trimEnd();
    return {
      name,
      kind: kind as OtherName["kind"],
      ...(kind === "type" || head === "" ? {} : { detail: `${name}${head.trimEnd()}` }),
      ...(documentation === "" ? {} : { documentation }),
    };
  });
}

/** A declaration with its documentation, its name and, of a task or workflow, its signature. */
const headPattern =
  /^((?:\/\/\/[^\r\n]*(?:\r\n|\n|\r))*)(task|workflow|type)[ \t]+([A-Za-z_]\w*)[ \t]*(\([^)\r\n]*\)(?:[ \t]*->[ \t]*[\w[\]?<> ,|]+?(?=[ \t]*(?:$|[:=]|from\b|spawns\b)))?)?/gm;
