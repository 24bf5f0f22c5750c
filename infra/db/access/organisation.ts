import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import { contactPolicySchema, type ContactPolicy } from '../../../contracts/access/contact-policy.ts';
import { CREDIT_RULES, INSIGHT_MODES, MAIL_READING_MODES } from '../../../contracts/access/kinds.ts';
import { minimumAmountsSchema } from '../../../contracts/minimum-amounts.ts';
import { quietHoursSchema, regionSchema, type QuietHours } from '../../../contracts/access/sms-settings.ts';
import { retentionSchema, type Retention } from '../../../contracts/access/retention.ts';
import type {
  AutomationSettings,
  Organisation,
  UpdateOrganisation,
} from '../../../contracts/access/organisation.ts';
import type { Database, Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { read } from '../raw-transaction.ts';

/** The one row. */
const ID = 'org';

const CONTACT_POLICY: ContactPolicy = { daysBetween: 1, perDay: 2, perDomainPerDay: null, perRun: 5 };

/** For how many hours a message is tried that a server puts off (D2). */
export const RETRY_HOURS = 48;

/** Nobody is disturbed at night (M7). */
export const QUIET_HOURS: QuietHours = { start: '20:00', stop: '08:00' };

/** More customers than these are confirmed by a person the first time (A6). */
const AUTOMATIONS: AutomationSettings = { confirmAbove: 50 };

/** A reply holds everything else of its customer for a day (I4). */
const REPLY_HOLD_DAYS = 1;

/** Everything is kept for ever until somebody says otherwise. */
const RETENTION: Retention = {
  messages: null,
  communications: null,
  mailEvents: null,
  promptAnswers: null,
  audit: null,
  imports: null,
  webhooks: null,
  moves: null,
  changes: null,
  auditEntries: null,
};

/** What holds until somebody sets it. */
export const ORGANISATION_DEFAULTS: Organisation = {
  name: 'My organisation',
  zone: 'UTC',
  locale: 'en-GB',
  baseCurrency: 'EUR',
  defaultMailboxId: null,
  contactPolicy: CONTACT_POLICY,
  retryHours: RETRY_HOURS,
  credit: 'net',
  insights: 'rules',
  mailReading: 'off',
  minimumAmounts: {},
  defaultRegion: null,
  quietHours: QUIET_HOURS,
  retention: RETENTION,
  automations: AUTOMATIONS,
  replyHoldDays: REPLY_HOLD_DAYS,
};

/** The contact policy as it is stored: members that nobody set are the defaults. */
export const storedPolicySchema: z.ZodType<ContactPolicy> = contactPolicySchema
  .partial()
  .nullish()
  .transform((stored) => ({ ...CONTACT_POLICY, ...stored }));

const settingsSchema = z.object({
  contactPolicy: storedPolicySchema.optional(),
  retryHours: z.int().optional(),
  replyHoldDays: z.int().optional(),
  credit: z.enum(CREDIT_RULES).optional(),
  insights: z.enum(INSIGHT_MODES).optional(),
  mailReading: z.enum(MAIL_READING_MODES).optional(),
  minimumAmounts: minimumAmountsSchema.optional(),
  defaultRegion: regionSchema.nullable().optional(),
  quietHours: quietHoursSchema.nullable().optional(),
  retention: retentionSchema
    .partial()
    .optional()
    .transform((stored) => ({ ...RETENTION, ...stored })),
  automations: z
    .object({ confirmAbove: z.int().optional() })
    .optional()
    .transform((stored) => ({ ...AUTOMATIONS, ...stored })),
});

/** Settings of the organisation, or the defaults before it was set up. */
export async function get(db: Tx, _viewer: Viewer): Promise<Organisation> {
  const row = await db.organisation.findUnique({
    where: { id: ID },
    select: {
      name: true,
      zone: true,
      locale: true,
      baseCurrency: true,
      defaultMailboxId: true,
      settings: true,
    },
  });
  if (!row) return ORGANISATION_DEFAULTS;
  const { settings, ...plain } = row;
  const {
    contactPolicy = CONTACT_POLICY,
    retryHours = RETRY_HOURS,
    replyHoldDays = REPLY_HOLD_DAYS,
    credit = 'net',
    insights = 'rules',
    mailReading = 'off',
    minimumAmounts = {},
    defaultRegion = null,
    quietHours = QUIET_HOURS,
    retention,
    automations,
  } = settingsSchema.parse(settings);
  const sms = { defaultRegion, quietHours };
  const more = { ...sms, retention, automations, insights, mailReading, replyHoldDays };
  return { ...plain, contactPolicy, retryHours, credit, minimumAmounts, ...more };
}

/** Changes the given settings; the first time on top of the defaults. */
export async function update(
  tx: Tx,
  {
    contactPolicy,
    retryHours,
    replyHoldDays,
    credit,
    insights,
    mailReading,
    minimumAmounts,
    defaultRegion,
    quietHours,
    retention,
    automations,
    ...change
  }: UpdateOrganisation,
): Promise<void> {
  const { name, zone, locale, baseCurrency, defaultMailboxId } = ORGANISATION_DEFAULTS;
  const defaults = { name, zone, locale, baseCurrency, defaultMailboxId };
  const row = await tx.organisation.findUnique({ where: { id: ID }, select: { settings: true } });
  const stored = (row?.settings ?? {}) as {
    contactPolicy?: Partial<ContactPolicy>;
    retention?: Partial<Retention>;
    automations?: Partial<AutomationSettings>;
  };
  const settings = {
    ...stored,
    contactPolicy: { ...stored.contactPolicy, ...contactPolicy },
    ...(retryHours !== undefined && { retryHours }),
    ...(replyHoldDays !== undefined && { replyHoldDays }),
    ...(credit && { credit }),
    ...(insights && { insights }),
    ...(mailReading && { mailReading }),
    ...(minimumAmounts && { minimumAmounts }),
    ...(defaultRegion !== undefined && { defaultRegion }),
    ...(quietHours !== undefined && { quietHours }),
    ...(retention && { retention: { ...stored.retention, ...retention } }),
    ...(automations && { automations: { ...stored.automations, ...automations } }),
  };
  await tx.organisation.upsert({
    where: { id: ID },
    create: { ...defaults, ...change, id: ID, settings },
    update: { ...change, settings },
  });
}

/** Whether there is such a mailbox, for the default one. */
export async function isMailbox(db: Tx, mailboxId: string): Promise<boolean> {
  const rows = await db.$queryRaw<unknown[]>`SELECT 1 WHERE mailbox_heir(${mailboxId}) IS NOT NULL`;
  return rows.length > 0;
}

/**
 * Those of some currencies in which no customer is, though there are customers, nor would a new one be: an installation that is
 * set up from a folder has nobody yet.
 */
export async function findUnusedCurrencies(db: Tx, currencies: readonly string[]): Promise<string[]> {
  const rows = await db.$queryRaw`
    SELECT code AS currency FROM unnest(${[...currencies]}::text[]) WITH ORDINALITY AS asked(code, n)
    WHERE EXISTS (SELECT FROM customer)
      AND NOT EXISTS (SELECT FROM customer c WHERE c.currency = code)
      AND NOT EXISTS (SELECT FROM organisation o WHERE o.base_currency = code)
    ORDER BY n`;
  return z
    .array(z.object({ currency: z.string() }))
    .parse(rows)
    .map((row) => row.currency);
}

/** The zone of the organisation, as it is read at every request that asks for its day. */
export async function readZone(db: Database): Promise<string> {
  const rows = await read(db, Prisma.sql`SELECT zone FROM organisation WHERE id = ${ID}`);
  const [row] = z.array(z.object({ zone: z.string() })).parse(rows);
  return row?.zone ?? ORGANISATION_DEFAULTS.zone;
}

/** The zone of the organisation, and the one in which the nightly work was last set up; null: no worker has done so yet. */
export async function findNightlyZone(db: Tx): Promise<{ zone: string; nightlyZone: string } | null> {
  const rows = await db.$queryRaw<{ zone: string; nightlyZone: string }[]>`
    SELECT zone, nightly_zone AS "nightlyZone" FROM organisation WHERE nightly_zone IS NOT NULL`;
  return rows[0] ?? null;
}

/** Notes in which zone the nightly work runs. */
export async function noteNightlyZone(db: Tx, zone: string): Promise<void> {
  await db.organisation.updateMany({ where: { id: ID }, data: { nightlyZone: zone } });
}
