import type { AudienceGroup } from '../../contracts/automations/audiences.ts';
import type { CreateAutomation } from '../../contracts/automations/automations.ts';
import type { Customer } from '../../contracts/customers/customers.ts';
import type { Page } from '../../contracts/paging.ts';
import { addMailbox, applyDefinition, importSamples } from './opening.ts';
import type { Stage } from './stage.ts';

/** The cast, by external id: each fits in another way, or does not. */
export const CAST = {
  /** Fit from the first day. */
  silent: 'C-1001',
  payer: 'C-1003',
  /** Was called twice: a third call brings it in. */
  called: 'C-1007',
  /** Wrote so long ago that the day comes on which it no longer counts. */
  wrote: 'C-1006',
  /** Fits, but is in litigation. */
  litigant: 'C-1004',
} as const;
/** Who owns these customers, and is told. */
export const OWNER_EMAIL = 'olga@acme.example';
const DAY_MS = 86_400_000;
/** On the sixth day of the demo it is older than the period of the audience. */
const WROTE_DAYS_AGO = 25;

/** What the automation works with. */
export interface Silence {
  customers: Map<string, Customer>;
  silentLabelId: string;
  litigationLabelId: string;
  sequenceId: string;
}

/** Sample data, an owner, calls and a letter of the weeks before, labels and a sequence: through the API. */
export async function prepareSilence(stage: Stage, zone: string): Promise<Silence> {
  const { api } = stage;
  await importSamples(stage);
  const defaultMailboxId = await addMailbox(stage, zone);
  // More than one needs a person's word for the number, so that the demo can show it.
  await stage.api.patch('/v1/organisation', {
    name: 'Acme Supplies',
    defaultMailboxId,
    automations: { confirmAbove: 1 },
  });
  await applyDefinition(stage, 'automation.yaml');
  const owner = await api.post<{ id: string }>('/v1/users', {
    json: { name: 'Olga Owner', email: OWNER_EMAIL, role: 'agent' },
  });
  const { items } = await api.get<Page<Customer>>('/v1/customers?limit=200');
  const customers = new Map(items.map((customer) => [customer.externalId ?? '', customer]));
  const groups = await api.get<Page<{ labels: { id: string; name: string }[] }>>('/v1/label-groups');
  const labelOf = (wanted: string): string =>
    groups.items.flatMap(({ labels }) => labels).find(({ name }) => name === wanted)!.id;
  const sequences = await api.get<Page<{ id: string }>>('/v1/sequences');
  const silence = {
    customers,
    silentLabelId: labelOf('Silent'),
    litigationLabelId: labelOf('In litigation'),
    sequenceId: sequences.items[0]!.id,
  };
  for (const externalId of Object.values(CAST)) {
    const customerId = customers.get(externalId)!.id;
    await stage.api.patch(`/v1/customers/${customerId}`, { arOwnerId: owner.id });
    const calls = externalId === CAST.called ? 2 : 3;
    for (let daysAgo = 1; daysAgo <= calls; daysAgo++) await logCall(stage, customerId, daysAgo);
  }
  const occurredAt = new Date((await stage.now()) - WROTE_DAYS_AGO * DAY_MS).toISOString();
  await api.post(`/v1/customers/${customers.get(CAST.wrote)!.id}/communications`, {
    json: { kind: 'email', direction: 'inbound', occurredAt, subject: 'We will look into it' },
  });
  await putLabel(stage, customers.get(CAST.litigant)!.id, silence.litigationLabelId);
  return silence;
}

/** Logs a call that nobody took. */
export async function logCall(stage: Stage, customerId: string, daysAgo: number): Promise<void> {
  const occurredAt = new Date((await stage.now()) - daysAgo * DAY_MS).toISOString();
  await stage.api.post(`/v1/customers/${customerId}/communications`, {
    json: { kind: 'call', direction: 'outbound', occurredAt, outcome: 'no answer' },
  });
}

/** Puts a label on a customer. */
export function putLabel(stage: Stage, customerId: string, labelId: string): Promise<void> {
  return stage.put(`/v1/customers/${customerId}/labels/${labelId}`, {});
}

/** Three calls and no reply in 30 days, over 5,000 overdue, not in litigation: label, enrol, tell the owner. */
export function silentDebtors(silence: Silence): CreateAutomation {
  const { silentLabelId, sequenceId } = silence;
  const subject = '{{customer.name}} does not answer';
  const bodyHtml = '<p>{{balance.overdue}} is overdue, and three calls came to nothing.</p>';
  return {
    name: 'Silent debtors',
    description: 'Label them, enrol them, tell their owner: once each.',
    audience: audienceOf(silence),
    actions: [
      { kind: 'add_label', key: 'label', labelId: silentLabelId },
      { kind: 'enroll', key: 'enrol', sequenceId },
      {
        kind: 'email_user',
        key: 'tell',
        to: { owner: 'ar' },
        words: { subject, bodyHtml, bodyText: null },
        mailboxId: null,
      },
    ],
    startsAt: null,
    endsAt: null,
    isOngoing: true,
    isOnce: true,
    every: { amount: 1, unit: 'week' },
  };
}

function audienceOf({ litigationLabelId }: Silence): AudienceGroup {
  const period = { last: { amount: 30, unit: 'day' } } as const;
  const where: AudienceGroup = {
    kind: 'all',
    nodes: [{ kind: 'field', field: 'direction', op: 'is', value: 'inbound' }],
  };
  return {
    kind: 'all',
    nodes: [
      { kind: 'field', field: 'overdue', op: 'more_than', value: '5000.00', currency: 'USD' },
      { kind: 'records', of: 'calls', measure: 'count', period, op: 'at_least', value: 3 },
      { kind: 'records', of: 'messages', measure: 'none', period, where },
      { kind: 'field', field: 'labels', op: 'has_none', value: [litigationLabelId] },
    ],
  };
}
