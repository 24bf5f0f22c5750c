import { describe, expect, it } from '@jest/globals';
import { createStatementNames } from '../../infra/db/prepared.ts';

describe('names of statements', () => {
  it('names a statement when it comes again, always by the same name, and no two alike', () => {
    const nameOf = createStatementNames();
    expect(nameOf('SELECT id FROM a')).toBeUndefined();
    const name = nameOf('SELECT id FROM a');
    expect(name).toMatch(/^[0-9a-f]{32}$/);
    expect(nameOf('SELECT id FROM a')).toBe(name);
    nameOf('SELECT id FROM b');
    expect(nameOf('SELECT id FROM b')).not.toBe(name);
    expect(createStatementNames()('SELECT id FROM a')).toBeUndefined();
  });

  it('never names what answers with any column: a migration would break it for as long as the connection lives', () => {
    const nameOf = createStatementNames();
    for (const text of [
      'SELECT * FROM a',
      'select b.* FROM b',
      'UPDATE a SET b = 1 RETURNING *',
      'SELECT id, * FROM a',
    ])
      expect([text, nameOf(text), nameOf(text)]).toEqual([text, undefined, undefined]);
    nameOf('SELECT count(*), a * 2 FROM a');
    expect(nameOf('SELECT count(*), a * 2 FROM a')).toBeDefined();
  });

  it('remembers so many at most, however many lists of keys come', () => {
    const nameOf = createStatementNames({ most: 2, remembered: 2 });
    for (const text of ['a', 'a', 'b', 'b', 'c', 'c']) nameOf(text);
    expect([nameOf('a') !== undefined, nameOf('b') !== undefined, nameOf('c')]).toEqual([
      true,
      true,
      undefined,
    ]);
    const forgetful = createStatementNames({ most: 9, remembered: 2 });
    for (const text of ['a', 'b', 'c', 'a']) expect(forgetful(text)).toBeUndefined();
  });
});
