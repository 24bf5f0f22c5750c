import { describe, expect, test } from '@jest/globals';
import { hasOptWords, readOptWord } from '../../../domain/sending/opt-out-words.ts';

/** The languages of the letters (M6). */
const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pt', 'pl', 'sv', 'ja'];

describe('words that opt a number out and in (M7)', () => {
  test.each([' Stop ', 'STOP', 'stop.', '“Stop!”', 'StopAll', 'stop\nall', 'UNSUBSCRIBE', 'ＳＴＯＰ'])(
    'case 28: %s opts out in every language',
    (text) => {
      for (const language of [...LANGUAGES, 'xx']) expect(readOptWord(text, [language])).toBe('stop');
      expect(readOptWord(text, [])).toBe('stop');
    },
  );

  test.each(['END', 'quit', 'Cancel', 'revoke', 'OptOut', 'opt-out'])(
    'M7: %s opts out in English',
    (text) => {
      expect(readOptWord(text, ['en-GB'])).toBe('stop');
    },
  );

  test.each([
    ['de-AT', 'Abmelden', 'stop'],
    ['de', 'STOPP', 'stop'],
    ['de', 'Anmelden', 'start'],
    ['fr-CA', 'ARRÊT', 'stop'],
    ['fr', 'arret', 'stop'],
    ['es', 'Baja', 'stop'],
    ['it', 'annulla', 'stop'],
    ['nl', 'afmelden', 'stop'],
    ['pt-BR', 'Sair', 'stop'],
    ['pl', 'wypisz', 'stop'],
    ['sv', 'avsluta', 'stop'],
    ['ja', '配信停止。', 'stop'],
    ['ja', '再開', 'start'],
  ])('M7: in %s %s means %s', (language, text, meaning) => {
    expect(readOptWord(text, [language])).toBe(meaning);
  });

  test('M7: the words are those of the sender’s languages', () => {
    expect(readOptWord('Abmelden', ['en'])).toBeNull();
    expect(readOptWord('Cancel', ['de'])).toBeNull();
    expect(readOptWord('Cancel', ['de', 'en'])).toBe('stop');
  });

  test.each([
    'Please stop by on Monday',
    'stop it',
    'stop 1',
    'I will not stop',
    '',
    ' . ',
    '停止してください',
  ])('case 28b: "%s" is a reply', (text) => {
    expect(readOptWord(text, LANGUAGES)).toBeNull();
  });

  test.each(['START', ' unstop ', 'Start!'])('case 28: %s takes it back', (text) => {
    expect(readOptWord(text, ['ja'])).toBe('start');
  });

  test('M7: help is asked for, and is neither', () => {
    expect(readOptWord('Help', ['en'])).toBe('help');
    expect(readOptWord('Hilfe', ['de'])).toBe('help');
  });

  test('M6: each language of the letters has its own words, and no word means two things', () => {
    for (const language of LANGUAGES) expect(hasOptWords(language)).toBe(true);
    expect(hasOptWords('fi')).toBe(false);
    expect(hasOptWords('constructor')).toBe(false);
  });
});
