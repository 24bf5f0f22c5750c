import { PERMISSIONS } from '../../../contracts/permissions.ts';
import type { Operation } from '../../../contracts/operation.ts';
import { newId } from '../../../infra/ids.ts';
import { idPrefixOf, inputSchemaOf, sampleOf } from '../rows/sample-value.ts';
import { ApiFixture, type Answer } from '../servers/api-fixture.ts';
import { createFullCustomer, createHiddenCustomer, createPublicThings, MARK } from './hidden-customer.ts';
import { WRITES, type Names } from './hidden-writes.ts';

/** Who may not see the hidden customer, and why somebody might think that they could. */
export const OUTSIDERS = [
  'a viewer outside the group',
  'an agent outside the group',
  'an assignee who lost sight',
  'an owner of another customer',
  'a user without permissions',
] as const;
export type Outsider = (typeof OUTSIDERS)[number];

/** The names that requests use, by the prefix of the ids that they stand for. */
const NAMES_BY_PREFIX: Readonly<Record<string, string>> = {
  cus: 'customerId',
  con: 'contactId',
  inv: 'invoiceId',
  nte: 'noteId',
  rel: 'relatedRecordId',
  sig: 'signalId',
  prm: 'promiseId',
  hld: 'holdId',
  sup: 'suppressionId',
  enr: 'enrollmentId',
  exe: 'stepExecutionId',
  sct: 'scheduledTouchpointId',
  act: 'actionId',
  lbl: 'labelId',
  lst: 'listId',
  vgr: 'groupId',
  seq: 'sequenceId',
  prg: 'programId',
  tch: 'touchpointId',
  run: 'runId',
  bat: 'batchId',
  stp: 'stepId',
  aut: 'automationId',
  aps: 'passId',
  aum: 'automationMessageId',
};

/** The same organisation, with the hidden customer or without it. Everything else is alike, in the same order. */
export class OutsiderWorld extends ApiFixture {
  readonly keys = new Map<Outsider, string>();
  /** Ids by prefix: of things that all see, and of the hidden customer or of nothing. */
  ids: Record<string, string> = {};
  readonly #hasHidden: boolean;

  constructor(hasHidden: boolean) {
    super();
    this.#hasHidden = hasHidden;
  }

  override async open(): Promise<void> {
    await super.open();
    const known = await createPublicThings(this);
    const people = [
      await this.user('viewer'),
      await this.user('agent', { granted: [...PERMISSIONS] }),
      await this.user('agent'),
      await this.user('agent', { granted: ['audit.read', 'suppressions.manage'] }),
      await this.user('viewer', { taken: [...PERMISSIONS] }),
    ];
    for (const [n, outsider] of OUTSIDERS.entries()) this.keys.set(outsider, people[n]!.key);
    const webhook = { url: 'https://erp.example.com/hooks', events: ['customer.created'] };
    await this.ok('POST', '/v1/webhooks', { body: webhook });
    const open = await createFullCustomer(this, known, 'open');
    const customer = (id: string) => ({ where: { id } });
    const { db } = this.database;
    await db.customer.update({ ...customer(open['cus']!), data: { arOwnerId: people[3]!.id } });
    await this.recommend(open['cus']!, 'open');
    // Names that the fixtures draw.
    await db.sequence.updateMany({ data: { name: 'Sequence', nameKey: 'sequence' } });
    await db.program.updateMany({ data: { name: 'Program', nameKey: 'program' } });
    // Somebody is in the group in both worlds: who removes a group is told that it is not empty.
    const other = await this.customer({ name: 'Other' });
    await this.ok('POST', `/v1/visibility-groups/${known['vgr']}/customers`, { body: { add: [other.id] } });
    const hidden = this.#hasHidden ? await createHiddenCustomer(this, known) : absentLike(open);
    hidden['act'] = this.#hasHidden ? await this.recommend(hidden['cus']!, MARK) : newId('action');
    if (this.#hasHidden) {
      const data = { assigneeId: people[2]!.id };
      await db.stepExecution.update({ where: { id: hidden['exe']! }, data });
    }
    this.ids = { ...known, ...hidden, openCustomer: open['cus']!, openRecord: open['rel']! };
  }

  /** The smallest valid request of an operation, about the hidden customer or about nothing. */
  ask(each: Operation, outsider: Outsider, query = ''): Promise<Answer> {
    const names = this.names;
    const write = WRITES[each.id];
    const schemas = each.params ? (inputSchemaOf(each.params).properties ?? {}) : {};
    const path = each.path.replace(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(
        this.ids[idPrefixOf(schemas[name] ?? {}) ?? ''] ??
          names[name] ??
          String(sampleOf(schemas[name] ?? {}, this.ids)),
      ),
    );
    const csv = write?.csv?.(names) ?? (each.csvBody === undefined ? undefined : 'customer\n');
    const body = write ? write.body?.(names) : each.body && sampleOf(inputSchemaOf(each.body), this.ids);
    const search = query === '' ? this.requiredQuery(each) : query;
    return this.call(each.method.toUpperCase(), search ? `${path}?${search}` : path, {
      key: this.keys.get(outsider)!,
      ...(csv !== undefined && { raw: csv, headers: { 'Content-Type': 'text/csv' } }),
      ...(csv === undefined && body !== undefined && { body }),
    });
  }

  /** Queries that name the hidden customer, or what would be the same without it. */
  queriesOf(each: Operation): string[] {
    const properties = each.query ? (inputSchemaOf(each.query).properties ?? {}) : {};
    return Object.entries(properties).flatMap(([name, schema]) => {
      if (name === 'search') return [`search=${MARK}`, 'search=open', `search=${MARK.slice(0, 2)}`];
      const id = this.ids[idPrefixOf(schema) ?? ''];
      return id === undefined ? [] : [`${name}=${id}`];
    });
  }

  private get names(): Names {
    const named = Object.entries(NAMES_BY_PREFIX).map(([prefix, name]) => [name, this.ids[prefix] ?? '']);
    return {
      ...Object.fromEntries(named),
      itemId: this.ids['sct']!,
      externalId: this.#hasHidden ? `${MARK}-1` : 'absent-1',
      openCustomerId: this.ids['openCustomer']!,
      openCreditNoteId: this.ids['openRecord']!,
      messageId: newId('message'),
      deliveryId: newId('webhookDelivery'),
      token: newId('bulkChange'),
      n: '2',
    } as Names;
  }

  private requiredQuery({ query }: Operation): string {
    if (!query) return '';
    const schema = inputSchemaOf(query);
    const asked = sampleOf(schema, this.ids) as Record<string, string>;
    const isNeeded = (name: string) =>
      (schema.required ?? []).includes(name) && !('default' in (schema.properties?.[name] ?? {}));
    return new URLSearchParams(
      Object.fromEntries(Object.entries(asked).filter(([name]) => isNeeded(name))),
    ).toString();
  }

  private async recommend(customerId: string, reason: string): Promise<string> {
    const id = newId('action');
    const [at, dueOn] = [new Date(this.now), new Date('2026-03-02')];
    const rank = { severity: 'high', severityRank: 3, status: 'open', createdAt: at, updatedAt: at };
    const what = { key: 'k', kind: 'call', reason, dueOn, sources: [], ...rank };
    await this.database.db.recommendedAction.create({ data: { id, customerId, ...what } });
    return id;
  }
}

function absentLike(ids: Readonly<Record<string, string>>): Record<string, string> {
  const other = (id: string) => id.slice(0, 4) + newId('customer').slice('cus_'.length);
  return Object.fromEntries(Object.entries(ids).map(([prefix, id]) => [prefix, other(id)]));
}

/** An answer as text, with what differs in two worlds that are alike made alike: ids, times, hashes, secrets. */
function normalised({ status, body }: Answer): string {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return `${status} ${text}`
    .replace(/\b([a-z]{3})_[0-7][0-9a-hjkmnp-tv-z]{25}/g, '$1_ID')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UUID')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replace(/\b[0-9a-f]{64}\b/g, 'HASH')
    .replace(/"(nextCursor|confirmation)":"[^"]*"/g, '"$1":"OPAQUE"')
    .replace(/\b(ft|whsec)_[\w+/=-]+/g, 'SECRET')
    .replace(/"code":"[\w-]{43}"/g, '"code":"SECRET"')
    .replace(/#code=[\w-]{43}/g, '#code=SECRET')
    .replace(/"lastFour":"...."/g, '"lastFour":"LAST"')
    .replace(/"id":"\d+"/g, '"id":"N"')
    .replaceAll(`${MARK}-1`, 'EXTERNAL')
    .replaceAll('absent-1', 'EXTERNAL');
}

/** Where two answers begin to differ; null: nowhere. */
export function differenceOf(there: Answer, gone: Answer): string | null {
  const [a, b] = [normalised(there), normalised(gone)];
  if (a === b) return null;
  let at = 0;
  while (a[at] === b[at]) at += 1;
  const around = (text: string) => text.slice(Math.max(0, at - 120), at + 120);
  return `${around(a)}\n  ${around(b)}`;
}
