import type { ImapFailure } from './imap-failure.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** What has not been looked at for longer is arrears: of what came meanwhile, only the last days have an effect. */
const ARREARS_AFTER_MS = 7 * DAY_MS;
/** Clocks of two machines, and a mail that came while the last look was on its way. */
const OVERLAP_MS = HOUR_MS;
/** `SINCE` asks for days of the server's own zone. */
const SEARCH_MARGIN_MS = 2 * DAY_MS;

/** How far a folder is read, and which of its mails came before what counts. */
export interface FolderCursor {
  uidValidity: number;
  /** Every mail up to this UID was taken up. */
  uid: number;
  /** Up to this UID mails are old unless they came since. */
  arrearsUid: number;
  /** Epoch milliseconds. */
  liveSince: number;
  /** When it was read last, epoch milliseconds; null: never. */
  readAt: number | null;
}

/** What a folder begins from: for the first time, or because its UIDs are others. */
export interface Beginning {
  now: number;
  historyDays: number;
  /** Since when the mailbox is followed. */
  followedSince: number;
  /** When this folder, or one of its mailbox, was read last; null: never. */
  readAt: number | null;
}

/**
 * From when on mails of a folder that begins are read, and since when they have an effect (I1). What came while it was not read
 * counts, what was there before was seen then; of a mailbox that nobody read for a week, the last week counts.
 */
export function beginFolder({ now, historyDays, followedSince, readAt }: Beginning): {
  readSince: number;
  liveSince: number;
} {
  const historyFrom = now - historyDays * DAY_MS;
  const missedFrom = readAt === null ? now : readAt - OVERLAP_MS;
  return {
    readSince: Math.min(historyFrom, missedFrom) - SEARCH_MARGIN_MS,
    liveSince: Math.max(followedSince, readAt === null ? followedSince : liveAfter(readAt, now)),
  };
}

/** Since when mails count in a folder that is read on; null: it was read lately, and all of them do. */
export function liveAfterGap({ readAt, now }: { readAt: number | null; now: number }): number | null {
  return readAt === null || now - readAt <= ARREARS_AFTER_MS ? null : liveAfter(readAt, now);
}

const liveAfter = (readAt: number, now: number): number =>
  Math.max(readAt - OVERLAP_MS, now - ARREARS_AFTER_MS);

/** Whether nothing follows from a mail (I1): it came before its mailbox was followed, or lies in arrears. */
export function isHistory(
  mail: { uid: number; receivedAt: number },
  {
    followedSince,
    cursor,
  }: { followedSince: number; cursor: Pick<FolderCursor, 'arrearsUid' | 'liveSince'> },
): boolean {
  // What came after the folder was first seen is new, also where the server's clock is behind.
  if (mail.uid > cursor.arrearsUid) return mail.receivedAt < followedSince - OVERLAP_MS;
  return mail.receivedAt < Math.max(followedSince, cursor.liveSince);
}

/** A server that put a mail in within this of its way here says when it came; of one that was copied later, its way does. */
const COPIED_AFTER_MS = DAY_MS;
/** Unfolded, the topmost one; what stands behind its last semicolon is when the last server had it (RFC 5321, section 4.4). */
const RECEIVED = /^Received:((?:.|\r?\n[ \t])*)/im;

/**
 * When a mail came: the server's word, unless the mail itself says that it was under way more than a day before; then it was
 * brought here from elsewhere, and keeps its day.
 */
export function receivedAtOf(head: { internalAt: number | null; headers: Uint8Array }, now: number): number {
  const internalAt = head.internalAt ?? now;
  const [text = ''] = Buffer.from(head.headers)
    .toString('latin1')
    .split(/\r?\n\r?\n/, 1);
  const date = RECEIVED.exec(text)?.[1]
    ?.split(';')
    .at(-1)
    ?.replaceAll(/\([^()]*\)/g, ' ')
    .trim();
  const at = date === undefined ? Number.NaN : Date.parse(date.replaceAll(/\s+/g, ' '));
  return Number.isFinite(at) && at < internalAt - COPIED_AFTER_MS ? at : Math.min(internalAt, now);
}

/** How long a mailbox that fails is left alone, after so many failures in a row: its server is asked less and less often. */
export function followAgainAfter(failures: number, kind: ImapFailure['kind']): number {
  // Somebody has to repair it, and too many wrong passwords close an account.
  if (kind === 'login' || kind === 'sign_in') return Math.min(5 * MINUTE_MS * 2 ** (failures - 1), HOUR_MS);
  return Math.min(5_000 * 2 ** (failures - 1), 15 * MINUTE_MS);
}

/** When a mail that could not be taken up is tried once more, after so many times: soon, should the fault have been ours. */
export function retryTroubleAfter(tries: number): number {
  return Math.min(10 * MINUTE_MS * 6 ** tries, DAY_MS);
}
