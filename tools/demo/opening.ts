import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { BulkEnrollment, BulkEnrollmentRow } from '../../contracts/enrollments/bulk-enrollments.ts';
import type { Customer } from '../../contracts/customers/customers.ts';
import type { Import } from '../../contracts/imports/imports.ts';
import type { Mailbox } from '../../contracts/sending/mailboxes.ts';
import type { Page } from '../../contracts/paging.ts';
import type { Sequence } from '../../contracts/sequences/sequences.ts';
import { readConfigurationFolder } from '../configuration-folder.ts';
import { SAMPLE_FOLDER, SAMPLE_KINDS } from '../samples.ts';
import { say } from '../stack/progress.ts';
import type { Stage } from './stage.ts';

const DEFINITIONS = fileURLToPath(new URL('configuration/', import.meta.url));

/** What the month begins with. */
export interface Opening {
  sequenceId: string;
  /** Customers by external id. */
  customers: Map<string, Customer>;
  /** Lines of the file that enrolled nobody. */
  notEnrolled: BulkEnrollmentRow[];
}

/** Imports the sample files through the API. */
export async function importSamples({ api }: Stage): Promise<void> {
  for (const kind of SAMPLE_KINDS) {
    const csv = await readFile(new URL(`${kind}.csv`, SAMPLE_FOLDER), 'utf8');
    const done = await api.post<Import>(`/v1/imports?kind=${kind}&relativeDates=true`, { csv });
    say(`imported ${kind}.csv: ${done.created} created, ${done.failed} failed`);
  }
}

/** Imports the sample files, builds and activates the sequence, enrols the customers' file: all through the API. */
export async function openMonth(stage: Stage, zone: string): Promise<Opening> {
  const { api } = stage;
  await importSamples(stage);
  await addMailbox(stage, zone);
  await applyDefinition(stage, 'sequence.yaml');
  const { items: sequences } = await api.get<Page<{ id: string }>>('/v1/sequences');
  const { id: sequenceId, name, steps } = await api.get<Sequence>(`/v1/sequences/${sequences[0]!.id}`);
  say(`sequence "${name}": ${steps.map(({ label }) => label).join(' -> ')}`);
  const csv = await readFile(new URL('customers.csv', SAMPLE_FOLDER), 'utf8');
  const path = `/v1/sequences/${sequenceId}/bulk-enrollments?column=external_id&header=yes`;
  const { id } = await api.post<BulkEnrollment>(path, { csv });
  await stage.settled();
  const bulk = await api.get<BulkEnrollment>(`/v1/bulk-enrollments/${id}`);
  const rows = await api.get<Page<BulkEnrollmentRow>>(`/v1/bulk-enrollments/${id}/rows?outcome=failed`);
  say(`enrolled customers.csv: ${bulk.enrolled} enrolled, ${bulk.skipped} skipped, ${bulk.failed} not`);
  for (const { line, value, reason } of rows.items) say(`  line ${line}, ${value}: ${reason}`);
  const { items } = await api.get<Page<Customer>>('/v1/customers?limit=200');
  const customers = new Map(items.map((customer) => [customer.externalId ?? '', customer]));
  return { sequenceId, customers, notEnrolled: rows.items };
}

/** Applies a file of the demo's folder of definitions, as anybody applies theirs (O11). */
export async function applyDefinition({ api }: Stage, path: string): Promise<void> {
  const files = readConfigurationFolder(DEFINITIONS).filter((file) => file.path === path);
  await api.post('/v1/configuration/apply', { json: { files } });
}

/** Adds the mailbox of the demo and verifies it. */
export async function addMailbox({ api, mail }: Stage, zone: string): Promise<string> {
  const { id } = await api.post<Mailbox>('/v1/mailboxes', {
    json: {
      name: 'Accounts receivable',
      fromAddress: 'ar@acme.example',
      fromName: 'Acme Accounts Receivable',
      zone,
      smtp: { host: '127.0.0.1', port: mail.port, security: 'none' },
    },
  });
  await api.post(`/v1/mailboxes/${id}/verify`);
  return id;
}
