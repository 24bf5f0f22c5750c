import type { Viewer } from '../../contracts/actor.ts';
import type { Organisation } from '../../contracts/organisation.ts';
import type { Tx } from './client.ts';

/** The one row. */
const ID = 'org';

/** What holds until somebody sets it. */
export const ORGANISATION_DEFAULTS: Organisation = {
  name: 'My organisation',
  zone: 'UTC',
  locale: 'en-GB',
  baseCurrency: 'EUR',
  defaultMailboxId: null,
};

/** Settings of the organisation, or the defaults before it was set up. */
export async function get(db: Tx, _viewer: Viewer): Promise<Organisation> {
  const row = await db.organisation.findUnique({
    where: { id: ID },
    select: { name: true, zone: true, locale: true, baseCurrency: true, defaultMailboxId: true },
  });
  return row ?? ORGANISATION_DEFAULTS;
}

/** Changes the given settings; the first time on top of the defaults. */
export async function update(tx: Tx, change: Partial<Organisation>): Promise<void> {
  await tx.organisation.upsert({
    where: { id: ID },
    create: { ...ORGANISATION_DEFAULTS, ...change, id: ID, settings: {} },
    update: change,
  });
}
