import { describe, expect, test } from '@jest/globals';
import { prepareMessage, type Prepared } from '../../domain/enrollment/prepare-message.ts';
import { chooseContact, type SendContact } from '../../domain/enrollment/recipients.ts';
import { probeAtAfter, retryAtAfter } from '../../domain/enrollment/retry.ts';
import {
  factsFingerprint,
  type LedgerRow,
  type PinnedContent,
  type SendFacts,
} from '../../domain/enrollment/send-facts.ts';
import type { ContactType } from '../../contracts/kinds.ts';
import { renderInvoice } from '../support/render-facts.ts';
import { at, onDay, snapshotOf, stepsOf, type SnapshotInput } from '../support/snapshots.ts';

const NOW = at('2026-03-02 09:00');
const MINUTE_MS = 60_000;

function contact(contactId: string, change: Partial<SendContact> = {}): SendContact {
  return {
    contactId,
    name: null,
    email: `${contactId}@buyer.example`,
    phone: null,
    title: null,
    type: null,
    isPrimary: false,
    ...change,
  };
}

function factsOf(change: Partial<SendFacts> = {}): SendFacts {
  return {
    organisation: { name: 'Acme', zone: 'America/New_York', locale: 'en-US' },
    customer: {
      customerId: 'customer',
      name: 'Buyer',
      externalId: null,
      locale: null,
      currency: 'EUR',
      zone: null,
      properties: {},
      arVersion: 1,
    },
    contacts: [contact('jane', { name: 'Jane Doe', isPrimary: true })],
    invoices: [renderInvoice()],
    mailbox: {
      mailboxId: 'mailbox',
      fromAddress: 'ar@acme.example',
      fromName: 'Acme AR',
      replyTo: null,
      signatureHtml: null,
      signatureText: null,
      host: 'localhost',
      port: 25,
      security: 'none',
      user: null,
      secret: null,
      zone: 'UTC',
      dailyCap: null,
      minIntervalSeconds: 0,
      version: 1,
    },
    content: {
      subject: 'Balance of {{customer.name}}',
      body: '<p>Dear {{contact.name}}, as of {{today}}</p>',
      bodyText: null,
      cc: [],
      bcc: [],
      isThreaded: true,
      pinned: null,
    },
    message: null,
    suppressed: [],
    ...change,
  };
}

function content(change: Partial<NonNullable<SendFacts['content']>>): Partial<SendFacts> {
  return { content: { ...factsOf().content!, ...change } };
}

function pinned(change: Partial<PinnedContent>): Partial<SendFacts> {
  return content({ pinned: { origin: 'edited', ...change } });
}

function ledger(recipients: LedgerRow['recipients']): Partial<SendFacts> {
  return {
    message: {
      messageId: 'message',
      status: 'refused',
      token: 'token',
      attempts: 1,
      handedOverAt: null,
      headerId: '<x@y>',
      recipients,
    },
  };
}

function prepare(
  facts: Partial<SendFacts> = {},
  input: Partial<SnapshotInput> & { contactTypes?: ContactType[]; now?: number } = {},
): Prepared {
  const { contactTypes = [], now = NOW, ...snapshot } = input;
  return prepareMessage({
    snapshot: snapshotOf({ steps: stepsOf(onDay(0)), ...snapshot }),
    facts: factsOf(facts),
    contactTypes,
    now,
    unsubscribeUrl: 'https://acme.example/u/1',
    hash: (text) => `hash of ${text}`,
  });
}

function recipientsOf(prepared: Prepared): string[] {
  if (prepared.kind !== 'message') throw new Error(JSON.stringify(prepared));
  return prepared.message.recipients.map(({ kind, address }) => `${kind} ${address}`);
}

describe('whom a message goes to', () => {
  const manager = contact('manager', { type: 'ap_manager' });
  const cfo = contact('cfo', { type: 'cfo' });
  const primary = contact('primary', { isPrimary: true });
  const other = contact('other', { type: 'other' });

  test('S3: by default the primary contact, then the AP manager, then anybody with an address', () => {
    expect(chooseContact([other, manager, primary], [], null)).toBe(primary);
    expect(chooseContact([other, manager, { ...primary, email: null }], [], null)).toBe(manager);
    expect(chooseContact([other, { ...manager, email: null }], [], null)).toBe(other);
    expect(chooseContact([{ ...other, email: null }], [], null)).toBeNull();
    expect(chooseContact([], [], null)).toBeNull();
  });

  test('S3: the contact types of a step in their order, the first with an address', () => {
    expect(chooseContact([manager, cfo, primary], ['cfo', 'ap_manager'], null)).toBe(cfo);
    expect(chooseContact([manager, { ...cfo, email: null }, primary], ['cfo', 'ap_manager'], null)).toBe(
      manager,
    );
    const second = contact('second', { type: 'cfo' });
    expect(chooseContact([{ ...cfo, email: null }, second], ['cfo'], null)).toBe(second);
  });

  test('S3: a step that names contact types goes to nobody else', () => {
    expect(chooseContact([manager, primary], ['controller'], null)).toBeNull();
    expect(prepare({}, { contactTypes: ['controller'] })).toMatchObject({
      kind: 'error',
      code: 'no_recipient',
    });
  });

  test('C6: the primary mark and the type primary contact both make a primary contact', () => {
    expect(chooseContact([manager, primary], ['primary_contact'], null)).toBe(primary);
    const typed = contact('typed', { type: 'primary_contact' });
    expect(chooseContact([manager, typed], ['primary_contact'], null)).toBe(typed);
  });

  test('S3: the contact an enrollment names comes before all, unless it is gone', () => {
    expect(chooseContact([manager, primary], ['cfo'], 'manager')).toBe(manager);
    expect(chooseContact([manager, primary], [], 'gone')).toBe(primary);
    const nameless = [contact('jane', { email: null, isPrimary: true }), manager];
    expect(prepare({ contacts: nameless }, { enrollment: { contactId: 'jane' } })).toMatchObject({
      kind: 'error',
      code: 'no_recipient',
    });
  });
});

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

describe('what keeps a message back', () => {
  test('D7: nothing owed in a collections sequence is skipped, outreach goes out', () => {
    const balance = { open: '0.0000', askable: '0.0000' };
    expect(prepare({}, { balance })).toEqual({ kind: 'skip', reason: 'nothing_owed' });
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

  test('D3: a suppressed recipient skips the step, in any spelling', () => {
    expect(
      prepare({
        suppressed: ['jane@buyer.example'],
        contacts: [contact('jane', { email: 'Jane@BUYER.example' })],
      }),
    ).toEqual({
      kind: 'skip',
      reason: 'suppressed',
    });
  });

  test('D3: suppressed copies are left out, and copies alone are no message', () => {
    const copies = content({ cc: ['boss@buyer.example'], bcc: ['archive@acme.example'] });
    expect(recipientsOf(prepare({ ...copies, suppressed: ['boss@buyer.example'] }))).toEqual([
      'to jane@buyer.example',
      'bcc archive@acme.example',
    ]);
    expect(prepare({ ...copies, suppressed: ['jane@buyer.example'] })).toEqual({
      kind: 'skip',
      reason: 'suppressed',
    });
  });

  test('D3: of several main recipients only the suppressed ones are left out', () => {
    const edited = pinned({ to: ['jane@buyer.example', 'joe@buyer.example'] });
    expect(recipientsOf(prepare({ ...edited, suppressed: ['jane@buyer.example'] }))).toEqual([
      'to joe@buyer.example',
    ]);
    expect(prepare({ ...edited, suppressed: ['jane@buyer.example', 'joe@buyer.example'] })).toEqual({
      kind: 'skip',
      reason: 'suppressed',
    });
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
      { kind: 'to', address: 'jane@buyer.example', status: 'refused' },
      { kind: 'cc', address: 'Boss@buyer.example', status: 'accepted' },
      { kind: 'bcc', address: 'archive@acme.example', status: 'pending' },
    ]);
    const copies = content({ cc: ['boss@buyer.example'], bcc: ['archive@acme.example'] });
    expect(recipientsOf(prepare({ ...tried, ...copies }))).toEqual([
      'to jane@buyer.example',
      'bcc archive@acme.example',
    ]);
  });

  test('D1: when everybody it now goes to has accepted it, there is no message without recipients', () => {
    const tried = ledger([{ kind: 'cc', address: 'boss@buyer.example', status: 'accepted' }]);
    expect(prepare({ ...tried, ...pinned({ to: ['boss@buyer.example'] }) })).toMatchObject({
      kind: 'error',
      code: 'no_recipient',
    });
  });
});

describe('waits after a refusal', () => {
  test('D2: the wait grows with how long a step has been trying, up to half an hour', () => {
    const waits = [null, 0, 1, 4, 5, 14, 15, 29, 30, 10_000].map((minutes) => {
      const readyAt = minutes === null ? null : NOW - minutes * MINUTE_MS;
      return (retryAtAfter({ readyAt }, NOW) - NOW) / MINUTE_MS;
    });
    expect(waits).toEqual([1, 1, 5, 5, 15, 15, 30, 30, 30, 30]);
  });

  test('D2: a failing mailbox is probed after 15 seconds, twice as long each time, at most five minutes', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 100].map((failures) => (probeAtAfter(failures, NOW) - NOW) / 1_000)).toEqual(
      [15, 15, 30, 60, 120, 240, 300, 300],
    );
  });
});
