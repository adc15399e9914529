/** What a command needs to have Python functions run by the engines of an IPython cluster. */
export { ipython } from "./ipython.ts";
