import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { QueueWorld } from '../../support/worlds/queue-world.ts';

const api = new QueueWorld();
let path: string;
beforeAll(async () => {
  await api.open();
  const body = { name: 'Chase', zone: 'UTC', mailboxId: api.world.mailboxId };
  path = `/v1/sequences/${(await api.ok('POST', '/v1/sequences', { body })).id}/preview`;
});
afterAll(() => api.close());

const step = {
  type: 'email',
  label: 'Mail',
  timing: { kind: 'offset', days: 0 },
  subject: 'About our invoice',
};

async function preview(body: string, contactName?: string | null): Promise<{ html: string; text: string }> {
  const { customerId, contactId } = await api.payer();
  if (contactName !== undefined)
    await api.db.contact.update({ where: { id: contactId }, data: { name: contactName } });
  const answer = await api.ok('POST', path, { body: { step: { ...step, body }, customerId } });
  expect(answer.preview.problems).toEqual([]);
  return answer.preview;
}

describe('M2: a body that a person typed as text', () => {
  test('keeps an address between angle brackets, and its paragraphs', async () => {
    const typed = 'Hello,\n\nplease write to Jane <jane@example.com> about this.\n\nThank you\nAccounts';
    const { html, text } = await preview(typed);
    expect(text.startsWith(`${typed}\n\nUnsubscribe: `)).toBe(true);
    expect(html).toContain('<p>Hello,</p>');
    expect(html).toContain('<p>please write to Jane &lt;jane@example.com&gt; about this.</p>');
    expect(html).toContain('<p>Thank you<br>\nAccounts</p>');
  });

  test('keeps a comparison, and its line breaks', async () => {
    const typed = 'If the amount is a<b and c>d, call us.\nFirst line\nSecond line';
    const { html, text } = await preview(typed);
    expect(text.startsWith(`${typed}\n\n`)).toBe(true);
    expect(html).toContain('a&lt;b and c&gt;d, call us.<br>\nFirst line<br>\nSecond line');
  });
});

describe('M2: a greeting by name', () => {
  const guarded = 'Hello{{#contact.firstName}} {{contact.firstName}}{{/contact.firstName}},';
  test.each([
    ['Maria Lopes, CPA', 'Hello Maria,'],
    ['Robert Hale, Jr.', 'Hello Robert,'],
    ['Accounts Payable', 'Hello,'],
    ['Okafor, Chidi', 'Hello Chidi,'],
    ['Dr. Lena Vogt', 'Hello Lena,'],
    ['Jean-Luc Roy', 'Hello Jean-Luc,'],
    ['Kreditorenbuchhaltung', 'Hello,'],
    [null, 'Hello,'],
  ])('%s: %s', async (name, greeting) => {
    expect((await preview(guarded, name)).text.split('\n')[0]).toBe(greeting);
  });

  test('greetingName is never empty: it falls back to the customer', async () => {
    const body = 'Hello {{contact.greetingName}},';
    expect((await preview(body, 'Dr. Lena Vogt')).text).toMatch(/^Hello Lena,/);
    expect((await preview(body, '高橋 陽菜')).text).toMatch(/^Hello 高橋 陽菜,/);
    expect((await preview(body, 'Accounts Payable')).text).toMatch(/^Hello (?!Accounts|,).+,/);
  });
});
