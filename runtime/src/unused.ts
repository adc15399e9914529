/**
 * Collections that a scope has and, by what its rules say, never uses: 10,000 uses of a small workflow need not have a dozen empty ones each.
 */

const fault = (): never => {
  throw new Error("internal fault: a scope uses what its rules were taken not to need");
};

class UnusedMap<K, V> extends Map<K, V> {
  override set(): never {
    return fault();
  }
}

class UnusedSet<T> extends Set<T> {
  override add(): never {
    return fault();
  }
}

const map = new UnusedMap<never, never>();
const set = new UnusedSet<never>();

/** A map that stays empty where it is not used. */
export const mapIf = <K, V>(isUsed: boolean): Map<K, V> => (isUsed ? new Map() : map);

/** A set that stays empty where it is not used. */
export const setIf = <T>(isUsed: boolean): Set<T> => (isUsed ? new Set() : set);
