import { describe, expect, test } from '@jest/globals';
import { factsFingerprint, type SendFacts } from '../../../domain/sending/send-facts.ts';
import { renderInvoice } from '../../support/rows/render-facts.ts';
import {
  contact,
  content,
  factsOf,
  ledger,
  pinned,
  prepare,
  recipientsOf,
} from '../../support/rows/prepared-messages.ts';

describe('a message', () => {
  test('M2, D7: it is rendered from the facts of this moment, on the day of the organisation', () => {
    const late = prepare({}, { now: Date.UTC(2026, 2, 3, 3) });
    expect(late).toMatchObject({
      kind: 'message',
      message: { contactId: 'jane', subject: 'Balance of Buyer', isThreaded: true, approvedById: null },
    });
    if (late.kind === 'message') expect(late.message.text).toContain('Dear Jane Doe, as of Mar 2, 2026');
    expect(prepare({}, { now: Date.UTC(2026, 2, 3, 3) })).toEqual(late);
  });

  test('S3: copies go along, each address once, the first role wins', () => {
    const copies = content({
      cc: ['Jane@Buyer.Example', 'boss@buyer.example'],
      bcc: ['boss@buyer.example', 'archive@acme.example'],
    });
    expect(recipientsOf(prepare(copies))).toEqual([
      'to jane@buyer.example',
      'cc boss@buyer.example',
      'bcc archive@acme.example',
    ]);
  });

  test('Q2: hand edited content and recipients go out as they are, with who edited them', () => {
    const edited = pinned({
      subject: 'By hand',
      body: 'Hello {{contact.name}}',
      to: ['new@buyer.example'],
      cc: ['boss@buyer.example'],
      editedById: 'ada',
    });
    const prepared = prepare(edited);
    expect(recipientsOf(prepared)).toEqual(['to new@buyer.example', 'cc boss@buyer.example']);
    expect(prepared).toMatchObject({ message: { subject: 'By hand', approvedById: 'ada' } });
    if (prepared.kind === 'message') expect(prepared.message.text).toContain('Hello Jane Doe');
  });

  test("S6: text pinned when the step became ready is used, and is nobody's approval", () => {
    const prepared = prepare(pinned({ origin: 'template', subject: 'As it was', editedById: 'ada' }));
    expect(prepared).toMatchObject({ message: { subject: 'As it was', approvedById: null } });
  });

  test('Q2: an edited body does not go out with the text part it replaced', () => {
    const prepared = prepare(
      content({ bodyText: 'old text', pinned: { origin: 'edited', body: '<p>new</p>' } }),
    );
    expect(prepared.kind === 'message' && prepared.message.text).toMatch(/^new/);
  });
});

const NONE_LEFT = { kind: 'error', code: 'all_suppressed' };

describe('what keeps a message back', () => {
  test('D7: nothing owed in a collections sequence is skipped, outreach goes out', () => {
    const balance = { open: '0.0000', askable: '0.0000' };
    expect(prepare({}, { balance })).toEqual({
      kind: 'skip',
      reason: 'nothing_owed',
      detail: 'The customer owes nothing.',
    });
    expect(prepare({ invoices: [] }, { balance, sequence: { purpose: 'outreach' } }).kind).toBe('message');
  });

  test.each([
    ['no_mailbox', { mailbox: null }],
    ['no_content', content({ subject: '' })],
    ['no_content', content({ body: null })],
    ['no_content', { content: null }],
    ['no_recipient', { contacts: [] }],
    ['invalid_address', { contacts: [contact('jane', { email: 'jane@nowhere' })] }],
    ['invalid_address', content({ cc: ['not an address'] })],
    ['template', content({ body: 'Dear {{contact.title}}' })],
    ['template', content({ subject: '{{invoice.number}}' })],
  ] as [string, Partial<SendFacts>][])('M3, Q4: a person has to repair %s: %j', (code, facts) => {
    expect(prepare(facts)).toMatchObject({ kind: 'error', code });
  });

  test('M3: all problems of a template are told, with their places', () => {
    const prepared = prepare(content({ subject: '{{contact.title}}', body: '{{contact.phone}}' }));
    expect(prepared.kind === 'error' && prepared.detail).toMatch(/subject: .*; bodyHtml: /);
  });

  test('S3, D3: a step whose only address is suppressed is in error, in any spelling', () => {
    expect(
      prepare({
        suppressed: ['jane@buyer.example'],
        contacts: [contact('jane', { email: 'Jane@BUYER.example' })],
      }),
    ).toMatchObject(NONE_LEFT);
  });

  test('D3: suppressed copies are left out, and copies alone are no message', () => {
    const copies = content({ cc: ['boss@buyer.example'], bcc: ['archive@acme.example'] });
    expect(recipientsOf(prepare({ ...copies, suppressed: ['boss@buyer.example'] }))).toEqual([
      'to jane@buyer.example',
      'bcc archive@acme.example',
    ]);
    expect(prepare({ ...copies, suppressed: ['jane@buyer.example'] })).toMatchObject(NONE_LEFT);
  });

  test('D3: of several main recipients only the suppressed ones are left out', () => {
    const edited = pinned({ to: ['jane@buyer.example', 'joe@buyer.example'] });
    expect(recipientsOf(prepare({ ...edited, suppressed: ['jane@buyer.example'] }))).toEqual([
      'to joe@buyer.example',
    ]);
    expect(prepare({ ...edited, suppressed: ['jane@buyer.example', 'joe@buyer.example'] })).toMatchObject(
      NONE_LEFT,
    );
  });

  test('D7: edited content whose balances, invoices or recipient moved goes back to a person', () => {
    const factsHash = `hash of ${factsFingerprint(factsOf(), ['jane@buyer.example'])}`;
    const edited = pinned({ subject: 'By hand', factsHash });
    expect(prepare(edited).kind).toBe('message');
    const moved = { kind: 'error', code: 'facts_moved' };
    expect(prepare({ ...edited, invoices: [renderInvoice({ balance: '1200.49' })] })).toMatchObject(moved);
    expect(prepare({ ...edited, invoices: [] })).toMatchObject(moved);
    expect(prepare({ ...edited, invoices: [renderInvoice({ dueOn: '2026-02-01' })] })).toMatchObject(moved);
    expect(prepare({ ...edited, contacts: [contact('joe', { isPrimary: true })] })).toMatchObject(moved);
  });

  test('D7: what does not change what it says does not bring it back', () => {
    const factsHash = `hash of ${factsFingerprint(factsOf(), ['jane@buyer.example'])}`;
    const customer = { ...factsOf().customer, arVersion: 9 };
    expect(
      prepare({ ...pinned({ factsHash }), customer, invoices: [renderInvoice({ poNumber: 'PO-1' })] }).kind,
    ).toBe('message');
    expect(prepare({ ...pinned({ origin: 'template', factsHash: 'other' }), invoices: [] }).kind).toBe(
      'message',
    );
  });

  test('D7: the order of the recipients is no change of facts', () => {
    expect(factsFingerprint(factsOf(), ['a@x.example', 'b@x.example'])).toBe(
      factsFingerprint(factsOf(), ['b@x.example', 'a@x.example']),
    );
  });
});

describe('a message that was tried before', () => {
  test('D1: recipients that accepted it do not get it again', () => {
    const tried = ledger([
      { n: 1, kind: 'to', address: 'jane@buyer.example', status: 'refused' },
      { n: 2, kind: 'cc', address: 'Boss@buyer.example', status: 'accepted' },
      { n: 3, kind: 'bcc', address: 'archive@acme.example', status: 'waiting' },
    ]);
    const copies = content({ cc: ['boss@buyer.example'], bcc: ['archive@acme.example'] });
    expect(recipientsOf(prepare({ ...tried, ...copies }))).toEqual([
      'to jane@buyer.example',
      'bcc archive@acme.example',
    ]);
  });

  test('D1: when everybody it now goes to has accepted it, there is no message without recipients', () => {
    const tried = ledger([{ n: 2, kind: 'cc', address: 'boss@buyer.example', status: 'accepted' }]);
    expect(prepare({ ...tried, ...pinned({ to: ['boss@buyer.example'] }) })).toMatchObject({
      kind: 'error',
      code: 'no_recipient',
    });
  });
});
