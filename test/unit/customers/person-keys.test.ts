import { expect, test } from '@jest/globals';
import { personKeys } from '../../../domain/customers/person-keys.ts';

test('U5: a forgotten name is known again however it is spaced and composed', () => {
  const key = personKeys.name('Zoë van Dael');
  for (const name of ['zoe\u0308 van dael', ' Zoë  van\u00a0Dael ', 'ZOË VAN DAEL'])
    expect(personKeys.name(name)).toBe(key);
  expect(personKeys.name('Zoe van Dael')).not.toBe(key);
});
