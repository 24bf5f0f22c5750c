import { createHash } from 'node:crypto';

/** So many statements at most are kept prepared on each connection; each takes some tens of kilobytes of the server. */
const MOST_NAMES = 400;

/** So many texts at most are remembered that came once: lists of keys make a text for each of their lengths. */
const MOST_TEXTS = 2_000;

/**
 * Answers with whatever columns a table has: once a migration adds one, PostgreSQL refuses the prepared statement each
 * time ("cached plan must not change result type").
 */
const ANY_COLUMNS = /(?:\bSELECT|\bRETURNING|\.|,)\s*\*/i;

/** Named by content: behind a pooler, processes of two versions may share a connection. */
export const statementName = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 32);

/**
 * Names the statements that come again, so that a connection prepares them once: on small answers PostgreSQL takes longer to
 * read and plan a statement than to run it. What comes once has no name, and neither has what comes when there are
 * enough.
 */
export function createStatementNames({ most = MOST_NAMES, remembered = MOST_TEXTS } = {}): (
  text: string,
) => string | undefined {
  const names = new Map<string, string>();
  const once = new Set<string>();
  return (text) => {
    const known = names.get(text);
    if (known !== undefined || names.size >= most || ANY_COLUMNS.test(text)) return known;
    if (!once.delete(text)) {
      if (once.size >= remembered) once.clear();
      once.add(text);
      return undefined;
    }
    const name = statementName(text);
    names.set(text, name);
    return name;
  };
}
