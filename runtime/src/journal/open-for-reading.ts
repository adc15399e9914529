/** A journal opened so that reading changes nothing, whatever place it is in. */
import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { JournalError } from "./journal-error.ts";
import { PATIENCE } from "./patience.ts";
import { migrate, VERSION, versionOf, type Migrations } from "./schema.ts";
import { telling, troubleOf } from "./trouble.ts";

/** A database that must be closed. */
export interface OpenJournal {
  readonly db: DatabaseSync;
  close(): void;
}

/** Throws a `JournalError` where there is no journal that this adg can read. `steps`: see `migrate`. */
export function openForReading(file: string, steps?: Migrations): OpenJournal {
  if (!existsSync(file)) throw new JournalError("missing", file, `There is no journal "${file}".`);
  const journal = telling(file, () => openAnyhow(file));
  try {
    return telling(file, () =>
      versionOf(journal.db, file, steps) === VERSION ? journal : migrated(journal, file, steps),
    );
  } catch (error) {
    journal.close();
    throw error;
  }
}

function openAnyhow(file: string): OpenJournal {
  try {
    return probed(file);
  } catch (error) {
    const trouble = troubleOf(error, file);
    // SQLite keeps an index of the log beside it. Where it may not, or cannot, there are other ways to read.
    if (!(trouble instanceof JournalError) || !["io", "read-only", "full"].includes(trouble.trouble)) throw error;
    const log = `${file}-wal`;
    if (!existsSync(log) || statSync(log).size === 0) return probed(`${pathToFileURL(file).href}?immutable=1`);
    return copied((copy) => {
      copyFileSync(file, copy);
      copyFileSync(log, `${copy}-wal`);
    });
  }
}

function probed(path: string): OpenJournal {
  const db = new DatabaseSync(path, { readOnly: true, timeout: PATIENCE });
  try {
    // A database is not looked at before it is asked something.
    db.prepare("PRAGMA schema_version").get();
    return { db, close: () => db.close() };
  } catch (error) {
    db.close();
    throw error;
  }
}

/** An older journal may be one that only its own writer should change. */
function migrated(journal: OpenJournal, file: string, steps: Migrations | undefined): OpenJournal {
  const copy = copied((path) => journal.db.prepare("VACUUM INTO ?").run(path));
  journal.close();
  try {
    migrate(copy.db, file, steps);
    return copy;
  } catch (error) {
    copy.close();
    throw error;
  }
}

function copied(make: (path: string) => void): OpenJournal {
  const folder = mkdtempSync(join(tmpdir(), "adg-journal-"));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const path = join(folder, "journal.db");
    make(path);
    const db = new DatabaseSync(path);
    return {
      db,
      close: () => {
        db.close();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}
