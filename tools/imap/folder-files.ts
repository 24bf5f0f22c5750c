import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What happened in a folder, one line each. */
export type FolderLine =
  | { uidValidity: number }
  | { uid: number; at: number; size: number; flags: readonly string[]; key: string | null }
  | { uid: number; flags: readonly string[] }
  | { uid: number; isGone: true };

/** Where the mails of a folder and the lines about them are kept. */
export interface FolderFiles {
  /** All lines, the oldest first. */
  lines(): FolderLine[];
  write(line: FolderLine): void;
  /** Keeps a mail; the line that names it is written after it, so that a kill leaves no line without a mail. */
  keep(uid: number, bytes: Buffer): void;
  read(uid: number): Buffer;
  drop(uid: number): void;
  clear(): void;
}

/** In the given folder of the disk, or in memory. */
export const createFolderFiles = (path: string | null): FolderFiles =>
  path === null ? inMemory() : onDisk(path);

function inMemory(): FolderFiles {
  const mails = new Map<number, Buffer>();
  return {
    lines: () => [],
    write: () => undefined,
    keep: (uid, bytes) => void mails.set(uid, bytes),
    read: (uid) => mails.get(uid) ?? Buffer.alloc(0),
    drop: (uid) => void mails.delete(uid),
    clear: () => mails.clear(),
  };
}

function onDisk(path: string): FolderFiles {
  const log = join(path, 'folder.jsonl');
  const mailFile = (uid: number): string => join(path, `${uid}.eml`);
  mkdirSync(path, { recursive: true });
  return {
    lines: () => (existsSync(log) ? linesOfLog<FolderLine>(log) : []),
    write: (line) => appendFileSync(log, `${JSON.stringify(line)}\n`),
    keep: (uid, bytes) => writeFileSync(mailFile(uid), bytes),
    read: (uid) => readFileSync(mailFile(uid)),
    drop: (uid) => rmSync(mailFile(uid), { force: true }),
    clear: () => {
      rmSync(path, { recursive: true, force: true });
      mkdirSync(path, { recursive: true });
    },
  };
}

/**
 * The lines of a file of JSON lines. One that a kill left half written is taken away, or the next one would be written
 * behind it.
 */
export function linesOfLog<Line>(log: string): Line[] {
  const text = readFileSync(log, 'utf8');
  const end = text.lastIndexOf('\n') + 1;
  if (end < text.length) writeFileSync(log, text.slice(0, end));
  return text
    .slice(0, end)
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);
}
