import { expect, test } from '@jest/globals';
import { mergeWings } from '../../infra/merge-wings.ts';

test('what the wings bring stands under one roof', () => {
  const merged = mergeWings({ holds: { open: () => 1 }, sending: { send: () => 'sent' } });
  expect([merged.open(), merged.send()]).toEqual([1, 'sent']);
  expect(Object.keys(merged)).toEqual(['open', 'send']);
});

test('a name that two wings bring is no argument: it does not compile', () => {
  type Taken<W extends Readonly<Record<string, object>>> = Parameters<typeof mergeWings<W>>[0];
  const refused: Taken<{ holds: { open: 1 }; sending: { open: 2; send: 3 } }> = 'two wings bring open';
  const taken: Taken<{ holds: { open: 1 }; sending: { send: 3 } }> = {
    holds: { open: 1 },
    sending: { send: 3 },
  };
  expect([refused, taken]).toHaveLength(2);
});
