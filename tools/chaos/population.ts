import type { Enrolled } from '../../contracts/enrollments/enrollments.ts';
import type { Import } from '../../contracts/imports/imports.ts';
import type { Mailbox } from '../../contracts/sending/mailboxes.ts';
import type { Sequence } from '../../contracts/sequences/sequences.ts';
import { inParallel } from '../../commands/wakes.ts';
import type { ChaosRig } from './rig.ts';

/** Automatic steps of every sequence. */
export const STEPS = 3;
/** Copies that its mails have besides the main ones: those of one step. */
export const COPIES = 1;
const COPIED_STEP = 1;
/** Longer than what a stalled connection may let through, so that there is an inside of a body. */
const BODY = `<p>You owe {{balance.total}}.</p>${'<p>Please pay. The rest of this letter is here to be long.</p>'.repeat(20)}`;

/** Customers with something to pay, and sequences that wait for them. */
export interface Population {
  customerIds: string[];
  sequenceIds: string[];
}

/** How many of each, and the minutes that steps may wait for the one before. */
export interface PopulationSize {
  customers: number;
  /** One mailbox and one sequence each: a mailbox has at most five connections, and more have to be in flight. */
  mailboxes: number;
  delays: number[];
  /** Which step's mail has a copy, from 0. */
  copiedStep?: number;
}

/** Whoever gets copies is here. */
export const COPY_DOMAIN = '@copies.example';
/** Who gets the copies of a sequence, by its number. */
export const copyAddress = (sequence: number): string => `copy${sequence}${COPY_DOMAIN}`;

/** Imports customers, contacts and invoices, and activates the sequences, all through the API. */
export async function populate(rig: ChaosRig, size: PopulationSize): Promise<Population> {
  const numbers = Array.from({ length: size.customers }, (_, index) => index);
  const csv = (header: string, row: (n: number) => string): string =>
    [header, ...numbers.map(row), ''].join('\n');
  await load(
    rig,
    'customers',
    csv('external_id,name,status,currency', (n) => `C${n},Customer ${n},active,USD`),
  );
  const contact = (n: number): string => `C${n},Pat Payer ${n},ap${n}@customer.example,ap_manager,true`;
  await load(rig, 'contacts', csv('customer_external_id,name,email,type,primary', contact));
  const invoice = (n: number): string => `C${n},INV-${n},today-40,today-10,100.00,100.00,USD,open`;
  const columns = 'customer_external_id,number,issued_on,due_on,amount,balance,currency,status';
  await load(rig, 'invoices', csv(columns, invoice));
  const sequenceIds: string[] = [];
  for (let n = 0; n < size.mailboxes; n += 1) sequenceIds.push(await createSequence(rig, n, size));
  const rows = await rig.db.customer.findMany({ select: { id: true }, orderBy: { id: 'asc' } });
  return { customerIds: rows.map((row) => row.id), sequenceIds };
}

async function load(rig: ChaosRig, kind: string, csv: string): Promise<void> {
  const done = await rig.api.call.post<Import>(`/v1/imports?kind=${kind}&relativeDates=true`, { csv });
  if (done.failed > 0) throw new Error(`${done.failed} ${kind} were not imported`);
}

async function createSequence(
  { api, db, smtpProxy }: ChaosRig,
  n: number,
  { delays, copiedStep = COPIED_STEP }: PopulationSize,
): Promise<string> {
  const smtp = {
    host: '127.0.0.1',
    port: smtpProxy.port,
    security: 'none',
    user: `box${n}`,
    password: 'chaos',
  };
  const mailbox = await api.call.post<Mailbox>('/v1/mailboxes', {
    json: { name: `Box ${n}`, fromAddress: `ar${n}@acme.example`, fromName: 'Acme', zone: 'UTC', smtp },
  });
  await api.call.post(`/v1/mailboxes/${mailbox.id}/verify`);
  const me = await db.user.findFirstOrThrow({ select: { id: true } });
  const { id } = await api.call.post<Sequence>('/v1/sequences', {
    json: { name: `Chaos ${n}`, zone: 'UTC', mailboxId: mailbox.id, primaryUserId: me.id },
  });
  for (let step = 0; step < STEPS; step += 1) {
    const timing = { kind: 'delay', amount: delays[(n + step) % delays.length], unit: 'minutes' };
    await api.call.post(`/v1/sequences/${id}/steps`, {
      json: {
        type: 'email',
        label: `Step ${step + 1}`,
        timing,
        delivery: 'automatic',
        subject: 'Due',
        body: BODY,
        cc: step === copiedStep ? [copyAddress(n)] : [],
      },
    });
  }
  await api.call.post(`/v1/sequences/${id}/activate`, { json: {} });
  return id;
}

/** Enrols customers, spread over the sequences. */
export async function enrol(
  { api }: ChaosRig,
  { sequenceIds }: Population,
  customerIds: string[],
): Promise<void> {
  const numbered = customerIds.map((customerId, index) => ({
    customerId,
    sequenceId: sequenceIds[index % sequenceIds.length],
  }));
  await inParallel(numbered, async ({ customerId, sequenceId }) => {
    await api.call.post<Enrolled>(`/v1/sequences/${sequenceId}/enrollments`, { json: { customerId } });
  });
}
