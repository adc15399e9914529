/** The checksums that tie the commits of a journal together. */
import { crc32 } from "node:zlib";

/** A commit's checksum: over the one before it (0 in front of the first), its position, and its records' text in UTF-8. */
export function sumOf(before: number, position: number, records: Uint8Array | string): number {
  return crc32(records, crc32(`${position} `, before));
}
