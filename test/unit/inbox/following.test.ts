import { describe, expect, test } from '@jest/globals';
import { chooseFolders } from '../../../domain/inbox/choose-folders.ts';
import {
  beginFolder,
  followAgainAfter,
  isHistory,
  liveAfterGap,
  receivedAtOf,
} from '../../../domain/inbox/following.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const now = Date.parse('2026-11-30T12:00:00Z');
const DEFAULTS = { sentFolder: null, furtherFolders: [] };
const folder = (
  path: string,
  use: string | null = null,
  source: 'server' | 'name' | null = use === null ? null : 'name',
) => ({
  path,
  use,
  source,
});

describe('I1: which folders are followed', () => {
  test('INBOX, whatever its case, and the sent one that the server names, before one that is only called so', () => {
    const listed = [folder('Inbox'), folder('Sent', '\\Sent', 'name'), folder('Out', '\\Sent', 'server')];
    expect(chooseFolders(listed, DEFAULTS)).toEqual([
      { path: 'Out', role: 'sent' },
      { path: 'Inbox', role: 'inbox' },
    ]);
  });

  test.each([
    'INBOX.Gesendete Objekte',
    'Sent Mail',
    'Objets envoyés',
    'Correo enviado',
    'INBOX/Elementi inviati',
    'Verzonden items',
    'Itens enviados',
    'Elementy wysłane',
    'Skickade objekt',
    '送信済みメール',
  ])('the sent folder is known by its name: %s', (path) => {
    expect(chooseFolders([folder('INBOX'), folder(path)], DEFAULTS)[0]).toEqual({ path, role: 'sent' });
  });

  test('the setting counts before the server’s word, and a folder that is not there is not followed', () => {
    const listed = [folder('INBOX'), folder('Sent', '\\Sent', 'server'), folder('Archive 2')];
    const of = (sentFolder: string) => chooseFolders(listed, { ...DEFAULTS, sentFolder })[0];
    expect(of('Archive 2')).toEqual({ path: 'Archive 2', role: 'sent' });
    expect(of('Nowhere')).toEqual({ path: 'INBOX', role: 'inbox' });
  });

  test('further ones are named, or all but junk, trash, drafts and what shows the others once more', () => {
    const listed = [
      folder('INBOX'),
      folder('Customers'),
      folder('Junk', '\\Junk'),
      folder('Bin', '\\Trash'),
      folder('Drafts', '\\Drafts'),
      folder('[Gmail]/All Mail', '\\All', 'server'),
      folder('Old sent', '\\Sent'),
      folder('Sent', '\\Sent', 'server'),
    ];
    const paths = (furtherFolders: string[]) =>
      chooseFolders(listed, { ...DEFAULTS, furtherFolders }).map(({ path, role }) => `${path} ${role}`);
    expect(paths(['Customers', 'Gone'])).toEqual(['Sent sent', 'Customers inbox', 'INBOX inbox']);
    expect(paths(['*'])).toEqual(['Sent sent', 'Customers inbox', 'Old sent sent', 'INBOX inbox']);
  });
});

describe('I1: mail from before the mailbox was followed has no effect', () => {
  const cursor = { arrearsUid: 100, liveSince: now };
  test.each([
    [
      'came more than an hour before it was followed, whatever its UID',
      500,
      now - DAY_MS - HOUR_MS - 1,
      true,
    ],
    ['lay in arrears and came before what counts', 100, now - 1, true],
    ['lay in arrears and came since', 100, now, false],
    ['was put in later, and came since it is followed', 101, now - 1, false],
  ])('%s', (_words, uid, receivedAt, expected) => {
    expect(isHistory({ uid, receivedAt }, { followedSince: now - DAY_MS, cursor })).toBe(expected);
  });

  test('a server whose clock is an hour behind makes no history of what comes after the mailbox was followed', () => {
    const cursor = { arrearsUid: 10, liveSince: now };
    const since = { followedSince: now, cursor };
    expect(isHistory({ uid: 11, receivedAt: now - HOUR_MS }, since)).toBe(false);
    expect(isHistory({ uid: 10, receivedAt: now - 1 }, since)).toBe(true);
    // What was brought here from elsewhere keeps its day.
    expect(isHistory({ uid: 11, receivedAt: now - 2 * DAY_MS }, since)).toBe(true);
  });

  test('a folder that begins anew is read from before it was read last; what was there then has no effect', () => {
    const begin = { now, historyDays: 90, followedSince: now - 400 * DAY_MS };
    expect(beginFolder({ ...begin, readAt: now - 5 * 60_000 })).toEqual({
      readSince: now - 92 * DAY_MS,
      liveSince: now - 5 * 60_000 - HOUR_MS,
    });
    // Of more than the history what was missed is read all the same, and the last week counts.
    expect(beginFolder({ ...begin, readAt: now - 200 * DAY_MS })).toEqual({
      readSince: now - 202 * DAY_MS - HOUR_MS,
      liveSince: now - 7 * DAY_MS,
    });
    expect(beginFolder({ ...begin, historyDays: 0, readAt: null })).toEqual({
      readSince: now - 2 * DAY_MS,
      liveSince: begin.followedSince,
    });
  });

  test('only a gap of more than a week makes arrears', () => {
    expect(liveAfterGap({ readAt: now - 7 * DAY_MS, now })).toBeNull();
    expect(liveAfterGap({ readAt: now - 7 * DAY_MS - 1, now })).toBe(now - 7 * DAY_MS);
    expect(liveAfterGap({ readAt: null, now })).toBeNull();
  });
});

describe('when a mail came', () => {
  const at = (headers: string, internalAt: number | null = now) =>
    receivedAtOf({ internalAt, headers: Buffer.from(headers) }, now);
  test.each([
    ['the server’s word', 'Subject: x\r\n', now],
    [
      'its way, where it was copied in more than a day later',
      'Received: by a; Sun, 1 Nov 2026 10:00:00 +0100\r\n',
      Date.parse('2026-11-01T09:00:00Z'),
    ],
    [
      'the topmost station only',
      'Received: by a; Mon, 30 Nov 2026 11:59:00 +0000\r\nReceived: by b; Sun, 1 Nov 2026 10:00:00 +0100\r\n',
      now,
    ],
    ['not a date that lies ahead', 'Received: by a; Sun, 1 Nov 2099 10:00:00 +0100\r\n', now],
    ['not one that cannot be read', 'Received: by a; yesterday\r\n', now],
    ['not what the text says', 'Subject: x\r\n\r\nReceived: by a; Sun, 1 Nov 2026 10:00:00 +0100\r\n', now],
  ])('%s', (_words, headers, expected) => {
    expect(at(headers)).toBe(expected);
  });

  test('a server with a clock ahead of ours, or that says nothing', () => {
    expect(at('', now + HOUR_MS)).toBe(now);
    expect(at('', null)).toBe(now);
  });
});

test('I1: a server that fails is asked less and less often, and passwords are tried less than connections', () => {
  expect([1, 2, 5, 9, 50].map((n) => followAgainAfter(n, 'connection'))).toEqual([
    5_000, 10_000, 80_000, 900_000, 900_000,
  ]);
  expect([1, 2, 5, 50].map((n) => followAgainAfter(n, 'login'))).toEqual([
    300_000, 600_000, 3_600_000, 3_600_000,
  ]);
});
