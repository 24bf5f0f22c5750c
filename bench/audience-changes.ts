import { compareMembers } from '../commands/automations/membership/compare-members.ts';
import { lookAtTouched } from '../commands/automations/membership/look-at-touched.ts';
import { momentOf } from '../commands/automations/membership/moment.ts';
import { moveMembers } from '../commands/automations/membership/move-members.ts';
import type { AudienceGroup } from '../contracts/automations/audiences.ts';
import type { CommandDeps } from '../commands/deps.ts';
import { openRig, type Rig } from './rig.ts';
import type { Row } from './table.ts';

/** Customers that change between two looks. */
const CHANGED = 1_000;
const PAYMENTS = 10_000;
const ROUNDS = 3;
const DAY_MS = 86_400_000;
const ID = 'aut_bench';
/** Neighbours in time are none in the table. */
const STRIDE = 7_919;

/** Three calls at most in 30 days, overdue for so long and so much, and not labelled. */
const TREE: AudienceGroup = {
  kind: 'all',
  nodes: [
    { kind: 'field', field: 'overdue', op: 'more_than', value: '100.00', currency: 'EUR' },
    { kind: 'field', field: 'daysPastDue', op: 'at_least', value: 10 },
    {
      kind: 'records',
      of: 'calls',
      measure: 'count',
      period: { last: { amount: 30, unit: 'day' } },
      op: 'at_most',
      value: 3,
    },
    { kind: 'none', nodes: [{ kind: 'field', field: 'labels', op: 'has_any', value: ['lbl_bench'] }] },
  ],
};

/**
 * What keeps the audience of an automation of four rules right (A8), by the number of customers: a look at 1,000 that
 * changed, one day's movers, and everybody; beside the same rules asked of the same 1,000 in bare SQL, and 10,000
 * payments written with somebody who follows and with nobody.
 */
export async function measureAudienceChanges({ sizes }: { sizes: readonly number[] }): Promise<Row[]> {
  const rows: Row[] = [];
  for (const size of sizes) {
    const rig = await openRig();
    try {
      rows.push(await measure(rig, size));
    } finally {
      await rig.close();
    }
  }
  return rows;
}

async function measure(rig: Rig, size: number): Promise<Row> {
  let now = Date.now();
  const deps: CommandDeps = { ...rig.deps, now: () => Promise.resolve(now) };
  await populate(rig, size, now);
  await momentOf(deps);
  await rig.db.$executeRaw`ANALYZE`;
  const unheard = await timed(() => pay(rig, size, now, 0));
  await run(rig, now);
  const whole = await timed(() => compareMembers(deps, { automationId: ID }));
  const heard = await timed(() => pay(rig, size, now, 1));
  await drain(deps);
  const looks: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const ids = await change(rig, size, round);
    const moment = await momentOf(deps);
    looks.push(
      await timed(async () => {
        while (await lookAtTouched(deps, moment));
      }),
    );
    bare.push(await timed(() => askBarely(rig, ids, moment.today)));
  }
  now += DAY_MS;
  const moment = await momentOf(deps);
  const followers = rig.deps.store.automationFollowers;
  const { followed } = await followers.readFollowed(rig.db, moment.zone);
  const before = await rig.db.automationMove.count();
  const day = await timed(async () => {
    for (const one of followed) await moveMembers(deps, one, moment);
  });
  return {
    customers: size,
    members: await rig.db.automationMember.count(),
    'look at 1,000, ms': median(looks),
    'bare SQL, ms': median(bare),
    ratio: median(looks) / median(bare),
    "a day's movers, ms": day,
    moved: (await rig.db.automationMove.count()) - before,
    'everybody, ms': whole,
    '10,000 payments, nobody follows, ms': unheard,
    'and somebody, ms': heard,
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

async function drain(deps: CommandDeps): Promise<void> {
  const moment = await momentOf(deps);
  while (await lookAtTouched(deps, moment));
}

/** Customers with an invoice each, calls of every second, and a label of every tenth. */
async function populate({ db }: Rig, size: number, now: number): Promise<void> {
  const at = new Date(now);
  await db.organisation.updateMany({ data: { zone: 'Europe/Berlin' } });
  await db.$executeRaw`INSERT INTO label_group VALUES ('lbg_bench', 'Bench', 'bench', ${at}, ${at})`;
  await db.$executeRaw`
    INSERT INTO label (id, group_id, name, name_key, created_at, updated_at)
    VALUES ('lbl_bench', 'lbg_bench', 'Bench', 'bench', ${at}, ${at})`;
  const statements = [
    `INSERT INTO customer (id, name, status, currency, score, properties, source, ar_version, created_at, updated_at)
      SELECT 'cus_' || lpad(n::text, 26, '0'), 'Customer ' || n, 'active', 'EUR', n % 100,
        jsonb_build_object('n', n % 7), 'bench', 1, $1::timestamptz, $1::timestamptz FROM generate_series(1, ${size}) n`,
    `INSERT INTO invoice (id, customer_id, currency, number, status, issued_on, due_on, amount, balance, is_disputed,
        source, created_at, updated_at)
      SELECT 'inv_' || n, 'cus_' || lpad(n::text, 26, '0'), 'EUR', 'N' || n, 'open', $1::timestamptz::date - 200,
        $1::timestamptz::date + 60 - (n * 31 % 120), 50 + n % 200, 50 + n % 200, false, 'bench', $1::timestamptz,
        $1::timestamptz FROM generate_series(1, ${size}) n`,
    `INSERT INTO communication (id, customer_id, kind, direction, occurred_at, created_at)
      SELECT 'com_' || n, 'cus_' || lpad((n / 2 + 1)::text, 26, '0'), 'call', 'outbound',
        $1::timestamptz - ((n * 17 % 120) || ' days')::interval, $1::timestamptz
      FROM generate_series(1, ${size} - 2) n`,
    `INSERT INTO customer_label (customer_id, label_id, created_at, created_by_id)
      SELECT 'cus_' || lpad(n::text, 26, '0'), 'lbl_bench', $1::timestamptz, 'bench' FROM generate_series(1, ${size}, 10) n`,
  ];
  for (const statement of statements)
    await db.$transaction((tx) => tx.$executeRawUnsafe(statement, at), { timeout: 1_800_000 });
}

async function run({ db }: Rig, now: number): Promise<void> {
  const user = await db.user.findFirstOrThrow();
  const at = new Date(now);
  await db.automation.create({
    data: {
      id: ID,
      name: 'Bench',
      nameKey: 'bench',
      status: 'running',
      ownerId: user.id,
      sight: 'all',
      audience: JSON.parse(JSON.stringify(TREE)) as object,
      actions: [],
      isOngoing: true,
      isOnce: false,
      version: 1,
      audienceVersion: 1,
      runNo: 1,
      createdById: user.id,
      createdAt: at,
      updatedAt: at,
    },
  });
}

/** Payments of as many customers, in one statement, as an import writes them. */
async function pay({ db }: Rig, size: number, now: number, round: number): Promise<void> {
  await db.$executeRaw`
    INSERT INTO payment (id, customer_id, currency, amount, paid_on, source, created_by_id, created_at)
    SELECT ${`pay_${round}_`} || n, 'cus_' || lpad((n % ${size}::int + 1)::text, 26, '0'), 'EUR', 1,
      ${new Date(now)}::timestamptz::date, 'bench', 'bench', ${new Date(now)}::timestamptz
    FROM generate_series(1, ${PAYMENTS}::int) n`;
}

/** Customers change everywhere in the table. @returns their ids */
async function change({ db }: Rig, size: number, round: number): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    UPDATE customer SET properties = properties || jsonb_build_object('round', ${round}::int)
    WHERE id IN (SELECT 'cus_' || lpad(((n::bigint * ${STRIDE}) % ${size}::int + 1)::text, 26, '0')
      FROM generate_series(1, ${CHANGED}::int) n) RETURNING id`;
  return rows.map(({ id }) => id);
}

/** The four rules as somebody would write them by hand. */
const askBarely = ({ db }: Rig, ids: readonly string[], today: string): Promise<unknown> => db.$queryRaw`
  SELECT c.id FROM customer c JOIN customer_summary s ON s.customer_id = c.id
  WHERE c.id = ANY(${[...ids]}::text[]) AND c.currency = 'EUR' AND s.overdue > 100
    AND EXISTS (SELECT FROM invoice i WHERE i.customer_id = c.id AND i.status = 'open' AND i.due_on <= ${today}::date - 10)
    AND (SELECT count(*) FROM communication m WHERE m.customer_id = c.id AND m.kind = 'call'
      AND m.occurred_at >= ${today}::date - 29) <= 3
    AND NOT EXISTS (SELECT FROM customer_label l WHERE l.customer_id = c.id AND l.label_id = 'lbl_bench')`;
