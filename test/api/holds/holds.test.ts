import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ApiFixture } from '../../support/servers/api-fixture.ts';

const START = Date.parse('2026-03-02T08:00:00Z');

describe('holds', () => {
  const api = new ApiFixture();
  beforeAll(() => api.open());
  afterAll(() => api.close());
  beforeEach(() => {
    api.now = START;
  });

  const open = (body: object) => api.call('POST', '/v1/holds', { body });
  const arVersion = async (customerId: string) =>
    (await api.database.db.customer.findUniqueOrThrow({ where: { id: customerId } })).arVersion;
  const wakes = (enrollmentId: string) => api.lifecycle.woken.filter((id) => id === enrollmentId).length;

  it.each(['invoice', 'customer', 'enrollment'] as const)(
    'D8: opening and ending a hold of scope %s bumps the customer and wakes its enrollments',
    async (scope) => {
      const customer = await api.customer();
      const invoice = await api.invoice(customer.id);
      const enrollmentId = await api.enrollment(customer.id);
      const target = {
        invoice: { invoiceId: invoice.id },
        customer: { customerId: customer.id },
        enrollment: { enrollmentId },
      };
      const [version, woken] = [await arVersion(customer.id), wakes(enrollmentId)];
      const body = {
        scope,
        ...target[scope],
        reason: 'Talks with the board',
        expiresAt: '2026-03-09T08:00:00Z',
      };
      const hold = (await open(body)).body;
      expect(hold).toMatchObject({
        scope,
        kind: 'manual',
        customerId: customer.id,
        reason: 'Talks with the board',
        authorId: api.adminId,
        expiresAt: '2026-03-09T08:00:00.000Z',
        isOpen: true,
      });
      expect([await arVersion(customer.id), wakes(enrollmentId)]).toEqual([version + 1, woken + 1]);
      const ended = await api.ok('POST', `/v1/holds/${hold.id}/end`);
      expect(ended).toMatchObject({ isOpen: false, endedById: api.adminId });
      expect([await arVersion(customer.id), wakes(enrollmentId)]).toEqual([version + 2, woken + 2]);
      expect((await api.call('POST', `/v1/holds/${hold.id}/end`)).status).toBe(409);
      expect(await api.auditActions(hold.id)).toEqual(['hold.opened', 'hold.ended']);
    },
  );

  it('D8: a hold ends by itself when it expires', async () => {
    const customer = await api.customer();
    await open({
      scope: 'customer',
      customerId: customer.id,
      kind: 'out_of_office',
      expiresAt: '2026-03-03T08:00:00Z',
    });
    const openOnes = async () =>
      (await api.ok('GET', `/v1/holds?customerId=${customer.id}&isOpen=true`)).items.length;
    expect(await openOnes()).toBe(1);
    api.now = Date.parse('2026-03-03T08:00:00Z');
    expect(await openOnes()).toBe(0);
    expect((await api.ok('GET', `/v1/holds?customerId=${customer.id}&isOpen=false`)).items).toHaveLength(1);
  });

  it('D8: the list of a customer has the holds of its invoices and enrollments, by kind and scope', async () => {
    const customer = await api.customer();
    const invoice = await api.invoice(customer.id);
    const enrollmentId = await api.enrollment(customer.id);
    await api.ok('POST', `/v1/invoices/${invoice.id}/dispute`, { body: { reason: 'Hours' } });
    await open({ scope: 'enrollment', enrollmentId });
    await open({ scope: 'customer', customerId: customer.id, kind: 'reply' });
    const list = async (filter: string) =>
      (await api.ok('GET', `/v1/holds?customerId=${customer.id}${filter}`)).items.map(
        (hold: { scope: string; kind: string }) => `${hold.scope} ${hold.kind}`,
      );
    expect((await list('')).sort()).toEqual(['customer reply', 'enrollment manual', 'invoice dispute']);
    expect(await list('&kind=dispute')).toEqual(['invoice dispute']);
    expect(await list('&scope=customer')).toEqual(['customer reply']);
  });

  it('D8: what belongs to a dispute or a promise is ended there', async () => {
    const customer = await api.customer();
    const disputed = await api.invoice(customer.id);
    const promised = await api.invoice(customer.id);
    await api.ok('POST', `/v1/invoices/${disputed.id}/dispute`, { body: { reason: 'Hours' } });
    const body = { promisedOn: '2026-03-10', invoiceIds: [promised.id] };
    await api.ok('POST', `/v1/customers/${customer.id}/promises`, { body });
    const { items } = await api.ok('GET', `/v1/holds?customerId=${customer.id}&isOpen=true`);
    for (const hold of items) expect((await api.call('POST', `/v1/holds/${hold.id}/end`)).status).toBe(409);
  });

  it('D8: what is closed is not held, and nothing is held until the past', async () => {
    const customer = await api.customer();
    const invoice = await api.invoice(customer.id);
    await api.ok('POST', `/v1/invoices/${invoice.id}/void`);
    expect((await open({ scope: 'invoice', invoiceId: invoice.id })).status).toBe(409);
    const past = { scope: 'customer', customerId: customer.id, expiresAt: '2026-03-02T08:00:00Z' };
    expect((await open(past)).body.errors).toMatchObject([{ field: 'expiresAt' }]);
    const away = { scope: 'customer', customerId: customer.id, kind: 'out_of_office' };
    expect((await open(away)).body.errors).toMatchObject([{ field: 'expiresAt' }]);
    expect((await open({ scope: 'sequence', sequenceId: api.deps.newId('sequence') })).status).toBe(422);
  });

  it('U3: holds, promises, signals, insights and actions of a hidden customer do not exist', async () => {
    const customer = await api.customer();
    const invoice = await api.invoice(customer.id, { issuedOn: '2025-01-01', dueOn: '2025-02-01' });
    // Nothing keeps this one back: it makes an action.
    await api.invoice(customer.id, { issuedOn: '2025-01-01', dueOn: '2025-02-01' });
    const hold = (await open({ scope: 'invoice', invoiceId: invoice.id })).body;
    const body = { promisedOn: '2026-03-10', invoiceIds: [invoice.id] };
    const promise = await api.ok('POST', `/v1/customers/${customer.id}/promises`, { body });
    await api.ok('POST', `/v1/customers/${customer.id}/insights/refresh`);
    const action = (await api.ok('GET', `/v1/actions?customerId=${customer.id}`)).items[0];
    const signal = (await api.ok('GET', `/v1/customers/${customer.id}/signals`)).items[0];
    const groupId = 'vgr_hidden_from_all';
    const { db } = api.database;
    await db.visibilityGroup.create({
      data: { id: groupId, name: 'Secret', nameKey: 'secret', createdAt: new Date(START) },
    });
    await db.visibilityGroupCustomer.create({ data: { groupId, customerId: customer.id } });
    const { key } = await api.user('agent');
    const status = async (method: string, path: string, sent?: object) =>
      (await api.call(method, path, { key, ...(sent && { body: sent }) })).status;
    expect([
      await status('GET', `/v1/holds/${hold.id}`),
      await status('POST', `/v1/holds/${hold.id}/end`),
      await status('POST', '/v1/holds', { scope: 'invoice', invoiceId: invoice.id }),
      await status('GET', `/v1/promises/${promise.id}`),
      await status('POST', `/v1/promises/${promise.id}/withdraw`),
      await status('POST', `/v1/customers/${customer.id}/promises`, body),
      await status('GET', `/v1/customers/${customer.id}/signals`),
      await status('POST', `/v1/customers/${customer.id}/signals`, {
        kind: 'x',
        severity: 'none',
        text: 'x',
      }),
      await status('POST', `/v1/signals/${signal.id}/end`),
      await status('GET', `/v1/customers/${customer.id}/insights`),
      await status('POST', `/v1/customers/${customer.id}/insights/refresh`),
      await status('POST', `/v1/actions/${action.id}/dismiss`, {}),
    ]).toEqual(Array.from({ length: 12 }, () => 404));
    for (const path of ['/v1/holds', '/v1/promises', '/v1/actions']) {
      const { items } = await api.ok('GET', `${path}?customerId=${customer.id}`, { key });
      expect(items).toEqual([]);
    }
  });
});
