/** By what the folder of a run is known that was submitted to a queue. */
import { join } from "node:path";

/** Written when the run is submitted; orchestrators see by it whether they have the same files. */
export const queueMarkOf = (runFolder: string): string => join(runFolder, "shared-queue");
