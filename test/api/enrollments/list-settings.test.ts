import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId } from '../../../infra/ids.ts';
import { onDay } from '../../support/rows/fixtures.ts';
import type { Json } from '../../support/servers/api-fixture.ts';
import { email, ListWorld } from '../../support/worlds/list-world.ts';

const api = new ListWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(() => api.at('2030-06-03 10:00'));

const steps = [email(onDay(0), 'E1'), email(onDay(3), 'E2')];
const post = (path: string, body: object = {}) => api.call('POST', path, { body });
const followed = () => api.followed(steps);
const statusesOf = async (customerId: string) => (await api.of(customerId)).map((row: Json) => row.status);

describe('S2, S17: the list as a setting', () => {
  test('a list that is followed is neither archived nor deleted, with the name of who follows it', async () => {
    const { listId, sequenceId } = await followed();
    const { name } = await api.ok('GET', `/v1/sequences/${sequenceId}`);
    const archive = () => api.call('PATCH', `/v1/lists/${listId}`, { body: { isArchived: true } });
    for (const answer of [await archive(), await api.call('DELETE', `/v1/lists/${listId}`)]) {
      expect(answer).toMatchObject({ status: 409, body: { sequence: { id: sequenceId, name } } });
      expect(answer.body.detail).toContain(name);
    }
    await post(`/v1/sequences/${sequenceId}/end`);
    expect((await archive()).body).toMatchObject({ isArchived: true });
    expect((await api.add(listId, await api.member())).status).toBe(409);
    const body = { name: 'Late', zone: 'UTC', listId };
    expect((await post('/v1/sequences', body)).body.errors).toEqual([
      { field: 'listId', message: 'is archived' },
    ]);
    const { items } = await api.ok('GET', '/v1/lists?limit=200');
    expect(items.map((row: Json) => row.id)).not.toContain(listId);
    expect((await api.call('DELETE', `/v1/lists/${listId}`)).status).toBe(204);
    expect((await api.ok('GET', `/v1/sequences/${sequenceId}`)).listId).toBeNull();
  });

  test('an activated sequence takes another list: its members come, who is in it goes on; a taken one is refused', async () => {
    const { listId, customerId, sequenceId } = await followed();
    const other = await api.list();
    const joined = await api.member();
    await api.add(other, joined);
    const patch = (to: string | null) =>
      api.call('PATCH', `/v1/sequences/${sequenceId}`, { body: { listId: to } });
    const taken = await followed();
    expect(await patch(taken.listId)).toMatchObject({
      status: 409,
      body: { sequence: { id: taken.sequenceId } },
    });
    expect((await patch(newId('list'))).status).toBe(422);
    expect((await patch(other)).body.listId).toBe(other);
    await api.takeIn();
    expect(await statusesOf(joined)).toEqual(['active']);
    await api.drop(listId, customerId);
    expect(await statusesOf(customerId)).toEqual(['active']);
    expect((await patch(null)).body.listId).toBeNull();
    await api.drop(other, joined);
    expect(await statusesOf(joined)).toEqual(['active']);
    expect((await api.call('GET', `/v1/sequences/${sequenceId}/list`)).status).toBe(404);
  });

  test('the overview names the list; a copy follows none; what comes next is listed by list', async () => {
    const { listId, sequenceId, id } = await followed();
    expect((await api.ok('GET', `/v1/sequences/${sequenceId}/overview`)).list).toMatchObject({ id: listId });
    const copy = await api.ok('POST', `/v1/sequences/${sequenceId}/duplicate`, { body: { name: 'A copy' } });
    expect(copy).toMatchObject({ listId: null, beginAt: null, endAt: null });
    await api.send(id);
    const upcoming = await api.ok('GET', `/v1/upcoming?listId=${listId}`);
    expect(upcoming.items).toHaveLength(1);
    expect((await api.ok('GET', `/v1/upcoming?listId=${await api.list()}`)).items).toEqual([]);
  });
});
