import { expect, test } from "vitest";
import { Checks } from "./checks.ts";
import { TypeScriptAnswers } from "./typescript/answers.ts";
import { Workspace } from "./workspace.ts";

test("a fault in the check of one program is told, and the others are checked", async () => {
  const workspace = new Workspace(new TypeScriptAnswers(), { trusted: true });
  const documents = ["/a.adg", "/b.adg"].map((file) => ({ uri: `file://${file}`, file, version: 1, text: "" }));
  for (const document of documents) workspace.put(document);
  const faults: unknown[] = [];
  const checked: string[] = [];
  await new Promise<void>((done) => {
    const checks = new Checks(workspace, {
      check: ({ file }) => {
        if (file === "/a.adg") throw new Error("It broke.");
        checked.push(file);
      },
      done,
      fault: (error) => faults.push(error),
    });
    checks.schedule(documents);
  });
  expect(checked).toEqual(["/b.adg"]);
  expect(faults).toEqual([new Error("It broke.")]);
});
