import { findPackageJSON } from "node:module";
import { dirname } from "node:path";

/** The folder of this package, whether its code lies in `src`, in `dist` or, bundled, in `dist/bundle`. */
export const packageFolder = dirname(findPackageJSON(import.meta.url) as string);
