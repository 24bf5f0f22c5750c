import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CHANGE_ORIGINS, type Belongs, type ChangeKind } from '../../../contracts/changes.ts';
import type { WebhookEvent } from '../../../contracts/events.ts';
import { EVENT_EXAMPLES } from '../../../contracts/webhooks/examples.ts';
import { ROOT } from './source-tree.ts';

const CONTRACTS = join(ROOT, 'contracts');

/** The catalogue: every kind of change of every wing. */
export async function readCatalogue(): Promise<ChangeKind[]> {
  const files = readdirSync(CONTRACTS, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /^[\w-]+\/changes\.ts$/.test(path),
  );
  const wings = await Promise.all(
    files
      .sort()
      .map(
        (path) =>
          import(pathToFileURL(join(CONTRACTS, path)).href) as Promise<
            Record<string, Record<string, ChangeKind>>
          >,
      ),
  );
  return wings.flatMap((wing) => Object.values(wing).flatMap((changes) => Object.values(changes)));
}

/** A row of the change feed, as far as the catalogue speaks of it. */
export interface ChangeRow {
  entity: string;
  entityId: string;
  kind: string;
  customerId: string | null;
  origin: string;
  /** Left out: nothing is asked about it. */
  data?: unknown;
}

/** Who wrote a row that a test made up, and that no product code would write. */
export const TEST_ACTOR = 'x';

/** Why a row is not as the catalogue says; null: it is. */
export function complaintAboutChange(catalogue: readonly ChangeKind[], row: ChangeRow): string | null {
  const { entity, entityId, kind, customerId, origin } = row;
  const name = `${entity}.${kind} of ${entityId}`;
  const declared = catalogue.find((each) => each.entity === entity && each.kind === kind);
  if (!declared) return `${name}: no such kind of change`;
  if (!(CHANGE_ORIGINS as readonly string[]).includes(origin)) return `${name}: unknown origin ${origin}`;
  const why =
    complaintAboutCustomer(declared.belongs, { entityId, customerId }) ?? complaintAboutData(declared, row);
  return why && `${name}: ${why}`;
}

/** Receivers are told of no member that the documented example does not show (O5). */
function complaintAboutData({ event }: ChangeKind, { data }: ChangeRow): string | null {
  const example = event === null ? undefined : EVENT_EXAMPLES.get(event as WebhookEvent);
  if (example === undefined || typeof data !== 'object' || data === null) return null;
  const unknown = Object.keys(data).filter((member) => !(member in example));
  return unknown.length > 0 ? `the example of ${event} does not show ${unknown.join(', ')}` : null;
}

function complaintAboutCustomer(
  belongs: Belongs,
  { entityId, customerId }: Pick<ChangeRow, 'entityId' | 'customerId'>,
): string | null {
  switch (belongs) {
    case 'customer':
      return customerId === null ? 'its customer is missing' : null;
    case 'itself':
      return customerId === entityId ? null : `its customer is ${customerId ?? 'missing'}`;
    case 'maybe':
      return null;
    case 'nobody':
      return customerId === null ? null : 'it belongs to no customer';
  }
}

/** An entry of the audit log, as far as the catalogue speaks of it. */
export type AuditRow = Pick<ChangeRow, 'entity' | 'entityId' | 'customerId'> & { action: string };

/** Why an audit entry is not about the customer that the catalogue says its thing is of (U3); null: it is. */
export function complaintAboutAudit(catalogue: readonly ChangeKind[], row: AuditRow): string | null {
  const declared = catalogue.find((each) => each.entity === row.entity);
  const why = declared ? complaintAboutCustomer(declared.belongs, row) : null;
  return why && `audit ${row.action} of ${row.entityId}: ${why}`;
}
