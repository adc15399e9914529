/** What a project says of an IPython cluster that runs its Python functions. */
export interface IpythonSettings {
  readonly kind: "ipython";
  /** Folder of the cluster's profile; the controller's connection file is `security/ipcontroller-client.json` in it. This or `connection`. */
  readonly profileDir?: string | undefined;
  /** The connection file itself. Relative paths are those of the configuration's folder. */
  readonly connection?: string | undefined;
  /** Machine through which the controller is reached by ssh, as `USER@HOST`. */
  readonly ssh?: string | undefined;
  /** The Python interpreter that has ipyparallel; the one of local `python` tasks when left out. */
  readonly python?: string | undefined;
  /** Seconds for which calls wait for an engine, or for the controller to come back, before they fail; 60 when left out. */
  readonly wait?: number | undefined;
  /**
   * Whether each call gets an interpreter of its own, as when left out, or an engine keeps one in which the calls of a run follow each
   * other: faster by far, but a call finds what those before it have left behind in their modules.
   */
  readonly interpreter?: "own" | "kept" | undefined;
  /**
   * Folder that this machine and those of the engines share, at the same path: the program and the files of its runs must lie in it. Left
   * out, they may lie anywhere, and an engine that does not see them says so.
   */
  readonly shared?: string | undefined;
}

/** Where they say nothing, in seconds. */
export const defaultWait = 60;
