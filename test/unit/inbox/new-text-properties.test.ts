import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { newTextOf } from '../../../domain/inbox/new-text.ts';
import { sentMails } from '../../support/inbox/mail-cases.ts';
import { runs } from '../../support/rows/runs.ts';

const COUNTS = { test: 300, proof: 20_000 };
const OWN = 'Northwind Accounts Receivable <ar@northwind.example>';

const quoted = (text: string): string =>
  text
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
const above = (intro: string) => (text: string) => `${intro}\n\n${quoted(text)}`;
const block = (lines: string) => (text: string) => `${lines}\n\n${text}`;

/** How programs put our mail below what somebody writes. */
const STYLES: ((text: string) => string)[] = [
  above(`On Mon, Nov 30, 2026 at 9:00 AM ${OWN} wrote:`),
  above(`Am 30.11.26 um 09:00 schrieb ${OWN}:`),
  above(`Le lun. 30 nov. 2026 à 09:00, ${OWN} a écrit\u00a0:`),
  above(`El lun, 30 nov 2026 a las 9:00, ${OWN} escribió:`),
  above(`Il giorno lun 30 nov 2026 alle ore 09:00 ${OWN} ha scritto:`),
  above(`Op ma 30 nov 2026 om 09:00 schreef ${OWN}:`),
  above(`Em seg., 30 de nov. de 2026 às 09:00, ${OWN} escreveu:`),
  above(`pon., 30 lis 2026 o 09:00 ${OWN} napisał(a):`),
  above(`Den mån 30 nov. 2026 kl 09:00 skrev ${OWN}:`),
  above(`2026年11月30日(月) 9:00 ${OWN}:`),
  block(`From: ${OWN}\nSent: Monday, November 30, 2026 9:00 AM\nTo: You\nSubject: A word`),
  block(
    `-----Ursprüngliche Nachricht-----\nVon: ${OWN}\nGesendet: Montag, 30. November 2026 09:00\nAn: Sie\nBetreff: Wort`,
  ),
  block(
    `________________________________\nDe : ${OWN}\nEnvoyé : lundi 30 novembre 2026 09:00\nÀ : Vous\nObjet : mot`,
  ),
  block(`Od: ${OWN}\nWysłano: poniedziałek, 30 listopada 2026 09:00\nDo: Państwo\nTemat: słowo`),
  block(`差出人: ${OWN}\n送信日時: 2026年11月30日 9:00\n宛先: 様\n件名: 件`),
  (text) => text,
];

const word = fc.constantFrom(
  ...'paid Friday invoice INV-2041 the 1,280.00 morgen überwiesen Grüße réglée lundi mañana pago ieri betaald zapłacone betalad 支払 済み from: on wrote 10:00 a@b.example we I ok? 4.12.'.split(
    ' ',
  ),
);
const line = fc.array(word, { minLength: 1, maxLength: 9 }).map((words) => words.join(' '));
const written = fc.array(line, { minLength: 1, maxLength: 5 }).map((lines) => lines.join('\n'));
const long = sentMails().filter(({ text }) => text.split(/\s+/).length > 25);
const joined = (text: string): string => text.replace(/\s+/gu, ' ').trim();

describe('I3: whatever a person writes above our mail is what is new', () => {
  test('in all styles of quoting, for all texts: no word is lost, none of ours stays', () => {
    fc.assert(
      fc.property(written, fc.constantFrom(...STYLES), fc.constantFrom(...long), (text, style, sent) => {
        expect(joined(newTextOf({ text: `${text}\n\n${style(sent.text)}` }, sent))).toBe(joined(text));
      }),
      runs(COUNTS),
    );
  });

  test('of a mail that quotes nothing, all is new', () => {
    fc.assert(
      fc.property(written, fc.constantFrom(null, ...long), (text, sent) => {
        expect(joined(newTextOf({ text }, sent))).toBe(joined(text));
      }),
      runs(COUNTS),
    );
  });

  test('what is new is never more than what stands there', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 400 }),
        fc.constantFrom(null, ...long),
        (text, sent) => {
          expect(joined(text)).toContain(joined(newTextOf({ text }, sent)).slice(0, 1));
          expect(newTextOf({ text }, sent).length).toBeLessThanOrEqual(text.length);
        },
      ),
      runs(COUNTS),
    );
  });
});
