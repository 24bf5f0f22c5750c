import fc from 'fast-check';
import { CURRENCIES, DAYS, WORDS, type KnownIds } from './random-audience.ts';

/** Ids of what customers can have and rules can name. */
export const KNOWN: KnownIds = {
  user: ['usr_a', 'usr_b'],
  label: ['lbl_a', 'lbl_b', 'lbl_c'],
  list: ['lst_a', 'lst_b'],
  visibilityGroup: ['vgr_a'],
  sequence: ['seq_a', 'seq_b'],
  program: ['prg_a', 'prg_b'],
  mailbox: ['mbx_a', 'mbx_b'],
};

const INSTANTS = DAYS.flatMap((day) => [
  `${day}T00:00:00.000Z`,
  `${day}T21:59:59.999Z`,
  `${day}T22:00:00.000Z`,
]).map(Date.parse);

const word = fc.constantFrom(...WORDS);
const day = fc.constantFrom(...DAYS);
const instant = fc.constantFrom(...INSTANTS);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const id = (kind: string) => fc.constantFrom(...(KNOWN[kind] ?? []));
const ids = (kind: string) => fc.uniqueArray(id(kind), { maxLength: 3 });
const amount = fc.constantFrom('10.00', '10.01', '100.00', '250.50', '1000.00');
const currency = fc.constantFrom(...CURRENCIES);
const few = <T>(arbitrary: fc.Arbitrary<T>, maxLength = 3) => fc.array(arbitrary, { maxLength });
const properties = fc.record(
  {
    industry: fc.oneof(word, fc.constant(null)),
    renewalOn: fc.oneof(day, fc.constant('2030-02-31')),
    tier: fc.oneof(fc.integer({ min: -5, max: 10 }), fc.boolean()),
  },
  { requiredKeys: [] },
);

const event = fc.record({
  kind: word.filter((text) => text !== ''),
  occurredOn: day,
  money: maybe(fc.record({ amount, currency })),
});
const system = fc.record({
  status: maybe(word.filter((text) => text !== '')),
  occurredOn: maybe(day),
  endsOn: maybe(day),
  amount: maybe(amount),
  currency,
  properties,
  events: few(event, 2),
  createdAt: instant,
  url: maybe(fc.constantFrom('https://a.example/1', 'https://a.example/2')),
  overKind: maybe(fc.constantFrom('card', 'bank_account')),
  over: fc.constantFrom('X-1', 'X-2'),
  hasFile: fc.boolean(),
});
/** Kinds of records that other systems tell of, as they are stored. */
export const SYSTEMS = {
  creditNotes: 'credit_note',
  approvals: 'approval',
  bankAccounts: 'bank_account',
  cards: 'card',
  documents: 'document',
  documentEvents: 'document_event',
  eMandates: 'e_mandate',
  subscriptions: 'subscription',
  transactions: 'transaction',
} as const;

/** A customer with records of every kind. */
export const randomCustomer = fc.record({
  name: fc.constantFrom('Ahorn', 'Birke', 'clover_a', '100% Elm', 'Ümit'),
  status: fc.constantFrom('active', 'inactive', 'suspended', 'prospect'),
  source: fc.constantFrom('api', 'import'),
  currency,
  arOwner: maybe(id('user')),
  salesOwner: maybe(id('user')),
  score: maybe(fc.constantFrom(-5, 0, 1, 9, 10)),
  zone: maybe(fc.constantFrom('UTC', 'Asia/Tokyo')),
  locale: maybe(fc.constantFrom('de-DE', 'en-GB')),
  createdAt: instant,
  properties,
  labels: ids('label'),
  lists: ids('list'),
  groups: ids('visibilityGroup'),
  enrollments: fc.uniqueArray(
    fc.record({
      sequence: id('sequence'),
      status: fc.constantFrom('active', 'completed', 'stopped'),
      createdAt: instant,
      endedAt: instant,
      stopReason: fc.constantFrom('manual', 'paid', 'reply'),
      source: fc.constantFrom('api', 'list'),
      startsOn: day,
    }),
    { maxLength: 2, selector: ({ sequence }) => sequence },
  ),
  programs: fc.uniqueArray(
    fc.record({
      program: id('program'),
      isEnrolled: fc.boolean(),
      isExplicit: fc.boolean(),
      changedAt: instant,
    }),
    {
      maxLength: 2,
      selector: ({ program }) => program,
    },
  ),
  invoices: few(
    fc.record({
      status: fc.constantFrom('open', 'open', 'paid', 'void'),
      issuedOn: day,
      dueOn: day,
      amount,
      isDisputed: fc.boolean(),
      disputeReason: maybe(word),
      poNumber: maybe(word),
      labels: ids('label'),
      movements: few(
        fc.record({ cause: fc.constantFrom('issued', 'payment', 'credit'), amount, effectiveOn: day }),
        2,
      ),
      disputes: few(fc.record({ startedAt: instant, endedAt: maybe(instant) }), 2),
      clicks: few(
        fc.record({
          link: fc.integer({ min: 1, max: 3 }),
          verdict: fc.constantFrom('human', 'machine'),
          openedAt: instant,
        }),
        2,
      ),
      replies: few(instant, 2),
      logged: few(fc.record({ direction: fc.constantFrom('inbound', 'outbound'), repliedAt: instant }), 1),
    }),
  ),
  payments: few(
    fc.record({
      amount,
      currency,
      reversed: fc.constantFrom('0.00', '10.00'),
      paidOn: day,
      reference: maybe(word),
    }),
    2,
  ),
  promises: few(
    fc.record({
      status: fc.constantFrom('open', 'kept', 'broken'),
      amount,
      paidAmount: fc.constantFrom('0.00', '10.00'),
      decidedAt: maybe(instant),
      isAboutInvoice: fc.boolean(),
      promisedOn: day,
      madeAt: instant,
    }),
    2,
  ),
  signals: few(
    fc.record({
      kind: word,
      source: fc.constantFrom('rule', 'ai', 'api'),
      severity: fc.constantFrom('high', 'medium', 'healthy', 'none'),
      isActive: fc.boolean(),
      startedAt: instant,
      endedAt: maybe(instant),
    }),
    2,
  ),
  communications: few(
    fc.record({
      kind: fc.constantFrom('call', 'call', 'email', 'sms', 'activity'),
      direction: fc.constantFrom('inbound', 'outbound'),
      outcome: maybe(word),
      author: maybe(id('user')),
      subject: maybe(word),
      callType: maybe(word),
      occurredAt: instant,
      message: maybe(
        fc.record({
          source: fc.constantFrom('step_execution', 'touchpoint', 'action'),
          sequence: maybe(id('sequence')),
          mailbox: maybe(id('mailbox')),
          events: few(
            fc.record({
              kind: fc.constantFrom('opened', 'clicked', 'reply', 'bounce'),
              verdict: maybe(fc.constantFrom('human', 'machine')),
            }),
            2,
          ),
        }),
      ),
    }),
    5,
  ),
  contacts: few(
    fc.record({
      type: maybe(fc.constantFrom('cfo', 'other')),
      isActive: fc.boolean(),
      email: maybe(fc.constant('a@b.example')),
      title: maybe(word),
      department: maybe(word),
      createdAt: instant,
    }),
    2,
  ),
  touchpoints: few(
    fc.record({
      program: id('program'),
      level: fc.constantFrom('invoice', 'account'),
      status: fc.constantFrom('completed', 'cancelled', 'skipped'),
      decision: maybe(fc.constantFrom('approved', 'rejected', 'completed')),
      reason: maybe(fc.constantFrom('nothing_owed', 'disputed')),
      daysOverdue: maybe(fc.constantFrom(0, 3, 31)),
      plannedOn: day,
      decidedAt: maybe(instant),
      endedAt: maybe(instant),
      isByPerson: fc.boolean(),
      balance: amount,
    }),
    2,
  ),
  systems: fc.record(
    Object.fromEntries(Object.keys(SYSTEMS).map((name) => [name, few(system, 2)])) as Record<
      keyof typeof SYSTEMS,
      fc.Arbitrary<RandomSystem[]>
    >,
  ),
});
type RandomSystem = {
  status: string | null;
  occurredOn: string | null;
  endsOn: string | null;
  amount: string | null;
  currency: string;
  properties: Record<string, unknown>;
  events: { kind: string; occurredOn: string; money: { amount: string; currency: string } | null }[];
  createdAt: number;
  url: string | null;
  overKind: string | null;
  over: string;
  hasFile: boolean;
};
export type RandomCustomer = typeof randomCustomer extends fc.Arbitrary<infer C> ? C : never;
