import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { compareSignalsSchedule, ensureSignalsSchedule } from '../../../infra/temporal/schedules/insights.ts';
import { devServerConnection, type DevServer } from '../../support/servers/temporal.ts';
import { ENGINE_START_MS } from '../../support/worlds/engine.ts';

let server: DevServer;
beforeAll(async () => {
  server = await devServerConnection();
}, ENGINE_START_MS);
afterAll(() => server?.close());

test('C12: the signals run each night of the organisation’s zone; the schedule follows the zone', async () => {
  const read = async () =>
    (await server.client.schedule.getHandle('signals').describe()).info.nextActionTimes[0]!;
  const hourIn = (zone: string, at: Date) =>
    new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(at);
  await ensureSignalsSchedule(server.client, 'Europe/Berlin');
  expect(hourIn('Europe/Berlin', await read())).toBe('04:05');
  await ensureSignalsSchedule(server.client, 'Asia/Tokyo');
  // The server brings an update to the schedule after it has answered.
  while (hourIn('Asia/Tokyo', await read()) !== '04:05') await new Promise(setImmediate);
});

test('C12: a schedule of the nightly work that somebody paused, moved or deleted is found, and brought to the row', async () => {
  const { client } = server;
  const schedule = client.schedule.getHandle('signals');
  const compare = () => compareSignalsSchedule(client, 'Asia/Tokyo');
  // The server brings an update to the schedule after it has answered.
  const until = async (fit: string) => {
    while ((await compare()) !== fit) await new Promise(setImmediate);
  };
  const repaired = async () => {
    await ensureSignalsSchedule(client, 'Asia/Tokyo');
    await until('same');
  };
  await repaired();
  expect(await compareSignalsSchedule(client, 'America/New_York')).toBe('differs');
  await schedule.pause();
  await until('differs');
  await repaired();
  await schedule.update((current) => ({ ...current, spec: { intervals: [{ every: '1 hour' }] } }));
  await until('differs');
  await repaired();
  await schedule.delete();
  expect(await compare()).toBe('missing');
  await repaired();
});
