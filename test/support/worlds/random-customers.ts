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

const system = fc.record({
  status: maybe(word.filter((text) => text !== '')),
  occurredOn: maybe(day),
  endsOn: maybe(day),
  amount: maybe(amount),
  currency,
  properties,
});
/** Kinds of records that other systems tell of, as they are stored. */
export const SYSTEMS = {
  creditNotes: 'credit_note',
  approvals: 'approval',
  bankAccounts: 'bank_account',
  cards: 'card',
  documents: 'document',
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
  score: fc.constantFrom(-5, 0, 1, 9, 10),
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
    }),
    { maxLength: 2, selector: ({ sequence }) => sequence },
  ),
  programs: fc.uniqueArray(fc.record({ program: id('program'), isEnrolled: fc.boolean() }), {
    maxLength: 2,
    selector: ({ program }) => program,
  }),
  invoices: few(
    fc.record({
      status: fc.constantFrom('open', 'open', 'paid', 'void'),
      issuedOn: day,
      dueOn: day,
      amount,
      isDisputed: fc.boolean(),
      poNumber: maybe(word),
      labels: ids('label'),
    }),
  ),
  payments: few(fc.record({ amount, currency, paidOn: day, reference: maybe(word) }), 2),
  promises: few(
    fc.record({
      status: fc.constantFrom('open', 'kept', 'broken'),
      amount,
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
      occurredAt: instant,
    }),
    5,
  ),
  contacts: few(
    fc.record({
      type: maybe(fc.constantFrom('cfo', 'other')),
      isActive: fc.boolean(),
      email: maybe(fc.constant('a@b.example')),
      createdAt: instant,
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
};
export type RandomCustomer = typeof randomCustomer extends fc.Arbitrary<infer C> ? C : never;
