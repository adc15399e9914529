/** The built-in functions on paths. They look at the text alone. */
import { posix } from "node:path";

/** `basename(p)`: `"reads.txt.gz"` of `"/data/reads.txt.gz"`. */
export const basename = (path: string): string => posix.basename(path);

/** `dirname(p)`: `"/data"` of `"/data/reads.txt.gz"`. */
export const dirname = (path: string): string => posix.dirname(path);

/** `stem(p)`: the basename without its extension, `"reads.txt"` of `"/data/reads.txt.gz"`. */
export const stem = (path: string): string => posix.parse(path).name;

/** `extension(p)`: with the dot, `".gz"` of `"/data/reads.txt.gz"`; `""` where there is none. */
export const extension = (path: string): string => posix.extname(path);
