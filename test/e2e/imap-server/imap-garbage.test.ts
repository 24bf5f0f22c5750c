import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { tokensOf, BadCommand } from '../../../tools/imap/tokens.ts';
import { decodeName, encodeName } from '../../../tools/imap/folder-name.ts';
import { rangesOf, setOf } from '../../../tools/imap/number-sets.ts';
import { mailOf, openRawImap, startImap } from '../../support/servers/imap-fixture.ts';
import { runs } from '../../support/rows/runs.ts';

const WORDS = [
  'FETCH|UID FETCH|SEARCH|UID SEARCH|STORE|UID STORE|COPY|MOVE|UID EXPUNGE|LIST|STATUS|EXAMINE|CREATE|APPEND',
  '1:*|(|)|"|\\|[|]|*|%|{|}|BODY[|HEADER|FLAGS|+FLAGS|INBOX|Sent|SINCE|NOT|OR|RETURN|{0+}|\u00e9|',
].flatMap((words) => words.split('|'));

test('I1: whatever a client writes, the session or its end is orderly, and others are served', async () => {
  const server = await startImap();
  server.store.inbox.add(mailOf('One'), { receivedAt: 0 });
  const client = await openRawImap(server);
  const line = fc
    .array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 12 })
    .map((words) => words.join(' '));
  await fc.assert(
    fc.asyncProperty(line, async (text) => {
      // A literal at the end would wait for its bytes.
      const answer = await client.ask(text.replace(/\{\d+\+?\}$/, ''));
      expect(answer.at(-1)).toMatch(/^(OK|NO|BAD) /);
      expect(answer.at(-1)).not.toContain('SERVERBUG');
    }),
    runs({ test: 100, proof: 5_000 }),
  );
  expect((await client.ask('NOOP')).at(-1)).toBe('OK NOOP done');
});

test('I1: a line is read or refused, never anything else', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (line) => {
      try {
        tokensOf(line, []);
      } catch (error) {
        expect(error).toBeInstanceOf(BadCommand);
      }
    }),
    runs({ test: 200, proof: 20_000 }),
  );
});

test('I1: a folder’s name comes back from the wire as it was', () => {
  expect(encodeName('Éléments envoyés')).toBe('&AMk-l&AOk-ments envoy&AOk-s');
  expect(encodeName('送信済み & co')).toBe('&kAFP4W4IMH8- &- co');
  const name = fc.string({ unit: 'grapheme', maxLength: 40 });
  fc.assert(
    fc.property(name, (text) => expect(decodeName(encodeName(text))).toBe(text)),
    runs({ test: 100, proof: 5_000 }),
  );
});

test('I1: a set of numbers is what it is made of', () => {
  const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1 });
  fc.assert(
    fc.property(numbers, (given) => {
      const sorted = [...given].sort((a, b) => a - b);
      const ranges = rangesOf(setOf(sorted), 60);
      const back = ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, n) => from + n));
      expect(back).toEqual(sorted);
    }),
    runs({ test: 100, proof: 5_000 }),
  );
});
