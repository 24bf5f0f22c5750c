import { events } from '../../../words/events.ts';

export type WebhookEvent = keyof typeof events;

/** What a webhook may hear of: in words, and by the name that its receiver gets. */
export const EVENTS = (Object.keys(events) as WebhookEvent[]).map(
  (event) => [event, `${events[event]} (${event})`] as const,
);
