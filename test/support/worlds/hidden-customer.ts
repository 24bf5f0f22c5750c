import { newId } from '../../../infra/ids.ts';
import type { ApiFixture, Json } from '../servers/api-fixture.ts';
import { createAutomationRows, createSaidRow } from '../rows/said-rows.ts';
import { createSequence } from '../rows/fixtures.ts';
import { createProgramRow, createTouchpointRow } from '../rows/program-fixture.ts';
import type { SampleIds } from '../rows/sample-value.ts';
import { createTalk } from './talk.ts';
import { createBatchRow, createRunRow, createScheduledRow } from './touchpoint-rows.ts';

/** A word that stands in everything the hidden customer has, and nowhere else. */
export const MARK = 'zebra';

/** Things that everybody may see, by prefix of their ids. */
export async function createPublicThings(api: ApiFixture): Promise<Record<string, string>> {
  const mailbox = await api.ok('POST', '/v1/mailboxes', {
    body: {
      name: 'Receivables',
      fromAddress: 'ar@example.com',
      fromName: 'Acme',
      smtp: { host: 'smtp.example.com', port: 587, security: 'starttls' },
      zone: 'UTC',
    },
  });
  const { sequenceId, stepIds } = await createSequence(
    api.database.db,
    { userId: api.adminId, mailboxId: mailbox.id },
    { now: api.now, steps: [{ type: 'call', timing: { kind: 'offset', days: 0, sendTime: '09:00' } }] },
  );
  const group = await api.ok('POST', '/v1/visibility-groups', { body: { name: 'Inner circle' } });
  const list = await api.ok('POST', '/v1/lists', { body: { name: 'Watched' } });
  const labels = await api.ok('POST', '/v1/label-groups', { body: { name: 'Tier' } });
  const label = await api.ok('POST', `/v1/label-groups/${labels.id}/labels`, { body: { name: 'Gold' } });
  const programId = await createProgramRow(api.database.db, { now: api.now, authorId: api.adminId });
  const touchpointId = await createTouchpointRow(api.database.db, {
    now: api.now,
    programId,
    offsetDays: 90,
  });
  const runId = await createRunRow(api, { programId });
  const batchId = await createBatchRow(api, { programId, touchpointId, runId });
  return {
    ...(await createAutomationRows(api.database.db, { now: api.now, userId: api.adminId })),
    prg: programId,
    tch: touchpointId,
    run: runId,
    bat: batchId,
    lst: list.id,
    lbg: labels.id,
    lbl: label.id,
    mbx: mailbox.id,
    seq: sequenceId,
    stp: stepIds[0]!,
    vgr: group.id,
  };
}

/** A customer with one of everything, in a visibility group; ids by prefix. */
export async function createHiddenCustomer(
  api: ApiFixture,
  known: SampleIds,
): Promise<Record<string, string>> {
  const ids = await createFullCustomer(api, known, MARK);
  await api.ok('POST', `/v1/visibility-groups/${known['vgr']}/customers`, { body: { add: [ids['cus']] } });
  return ids;
}

/** A customer with one of everything, `mark` in each of its texts; ids by prefix. */
export async function createFullCustomer(
  api: ApiFixture,
  known: SampleIds,
  mark: string,
): Promise<Record<string, string>> {
  const customer = await api.customer({
    name: `${mark} Holdings`,
    externalId: `${mark}-1`,
    properties: { [mark]: mark },
  });
  const of = `/v1/customers/${customer.id}`;
  const post = (path: string, body: object): Promise<Json> => api.ok('POST', path, { body });
  const contact = await post(`${of}/contacts`, {
    name: `Ms ${mark}`,
    email: `ap@${mark}.example`,
    isPrimary: true,
  });
  const invoice = await api.invoice(customer.id, { number: `${mark}-INV` });
  await post(`/v1/invoices/${invoice.id}/payments`, { amount: '10', reference: `${mark} wire` });
  const call = { kind: 'call', direction: 'inbound', occurredAt: '2026-03-01T10:00:00Z' };
  const communication = await post(`${of}/communications`, { ...call, subject: mark, content: mark });
  const note = await post(`${of}/notes`, { content: `about ${mark}` });
  await api.ok('PUT', `${of}/related-records`, {
    body: { kind: 'credit_note', externalId: `${mark}-CN`, amount: '10' },
  });
  const record = await api.ok('PUT', `${of}/related-records`, {
    body: { kind: 'document', externalId: `${mark}-D` },
  });
  // It does not name the person who is forgotten: their files go with them.
  const file = { name: 'contract.txt', contentType: 'text/plain', content: 'YWdyZWVk' };
  await api.ok('PUT', `/v1/related-records/${record.id}/file`, { body: file });
  const signal = await post(`${of}/signals`, {
    kind: 'rating',
    severity: 'high',
    text: `${mark} is in trouble`,
  });
  const promise = await post(`${of}/promises`, {
    promisedOn: '2026-03-20',
    invoiceIds: [invoice.id],
    note: mark,
  });
  const suppression = await post('/v1/suppressions', { address: contact.email, note: mark });
  const hold = await post('/v1/holds', { scope: 'invoice', invoiceId: invoice.id, reason: mark });
  await api.ok('PUT', `${of}/labels/${known['lbl']}`);
  await api.ok('PUT', `/v1/invoices/${invoice.id}/labels/${known['lbl']}`);
  await api.ok('PUT', `/v1/lists/${known['lst']}/members/${customer.id}`);
  const { enr, exe } = await createQueued(api, customer.id, known);
  const sct = await createScheduledRow(api, {
    programId: known['prg']!,
    touchpointId: known['tch']!,
    runId: known['run']!,
    batchId: known['bat']!,
    customerId: customer.id,
    status: 'proposed',
    content: {
      ...writtenFor(mark),
      contactId: contact.id,
      invoices: [invoice.id],
    },
    facts: {
      fingerprint: mark,
      currency: 'EUR',
      invoices: [],
      to: writtenFor(mark).to,
    },
  });
  const aum = await createSaidRow(api.database.db, {
    automationId: known['aut']!,
    passId: known['aps']!,
    customerId: customer.id,
    mark,
    now: api.now,
  });
  const talk = await createTalk(api.deps, {
    customerId: customer.id,
    contactId: contact.id,
    mailboxId: known['mbx']!,
    authorId: api.adminId,
    mark,
    now: api.now,
  });
  const more = { aum, ...talk, sig: signal.id, prm: promise.id, hld: hold.id, sup: suppression.id };
  return {
    ...more,
    cus: customer.id,
    con: contact.id,
    inv: invoice.id,
    com: communication.id,
    nte: note.id,
    rel: record.id,
    enr,
    exe,
    sct,
  };
}

const writtenFor = (mark: string) => ({
  subject: mark,
  html: `<p>${mark}</p>`,
  text: mark,
  to: [`ap@${mark}.example`],
  cc: [],
  bcc: [],
});

/** An enrollment whose manual step waits in the queue, as rows only. */
async function createQueued(api: ApiFixture, customerId: string, known: SampleIds) {
  const { db } = api.database;
  const enr = await api.enrollment(customerId);
  await db.enrollment.update({ where: { id: enr }, data: { sequenceId: known['seq']! } });
  const exe = newId('stepExecution');
  const at = new Date(api.now);
  await db.stepExecution.create({
    data: {
      id: exe,
      enrollmentId: enr,
      stepId: known['stp']!,
      sequenceId: known['seq']!,
      customerId,
      position: 0,
      type: 'call',
      priority: 'normal',
      isManual: true,
      status: 'ready',
      dueAt: at,
      readyAt: at,
      createdAt: at,
    },
  });
  return { enr, exe };
}

/** Every row of the database that belongs to a customer, by table: what nobody else may change. */
export async function rowsOfCustomer(api: ApiFixture, customerId: string): Promise<Record<string, unknown>> {
  const { db } = api.database;
  const tables = await db.$queryRaw<{ name: string }[]>`
    SELECT table_name AS name FROM information_schema.columns
    WHERE table_schema = 'public' AND column_name = 'customer_id' ORDER BY table_name`;
  const rows: Record<string, unknown> = {};
  for (const { name } of tables) {
    const sql = `SELECT to_jsonb(t) AS row FROM "${name}" t WHERE customer_id = $1 ORDER BY to_jsonb(t)::text`;
    rows[name] = await db.$queryRawUnsafe(sql, customerId);
  }
  rows['customer'] = await db.customer.findUnique({ where: { id: customerId } });
  return rows;
}
