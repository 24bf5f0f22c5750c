import type { Viewer } from '../../contracts/actor.ts';
import type { Page } from '../../contracts/paging.ts';
import type { ListMessagesQuery, Message } from '../../contracts/sending/messages.ts';
import { addDays, startOfDay } from '../../domain/time/calendar.ts';
import type { CommandDeps } from '../deps.ts';

/** Messages of customers that the viewer may see, the latest first; days are the organisation's. */
export async function listMessages(
  deps: CommandDeps,
  viewer: Viewer,
  { from, to, ...query }: ListMessagesQuery,
): Promise<Page<Message>> {
  const { db, store } = deps;
  const now = await deps.now();
  const zone =
    from === undefined && to === undefined ? null : (viewer.zone ?? (await store.organisation.readZone(db)));
  const span = {
    from: zone === null || from === undefined ? null : startOfDay(from, zone),
    until: zone === null || to === undefined ? null : startOfDay(addDays(to, 1), zone),
  };
  return store.messageViews.list(db, viewer, { ...query, now, span });
}
