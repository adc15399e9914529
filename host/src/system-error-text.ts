/** Why a file could not be read or written, as a clause: `permission is denied`. */
export function systemErrorText(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case "EACCES":
    case "EPERM":
      return "permission is denied";
    case "EROFS":
      return "the file system can only be read";
    case "EISDIR":
      return "it is a folder";
    case "ENOSPC":
      return "the disk is full";
    case "ENAMETOOLONG":
      return "its name is too long";
    case "ERR_INVALID_ARG_VALUE":
      return "its name has a character that no name may have";
    default:
      return message;
  }
}
