import { changesOf, of } from '../changes.ts';

const hold = { data: of<{ scope: string; kind: string }>() };
/** Holds that people open and end (D8). */
export const holdChanges = changesOf('hold', 'maybe', {
  opened: { event: 'hold.opened', ...hold },
  ended: { event: 'hold.ended', ...hold },
});

/** Its id is that of the program, sequence, automation or mailbox that it switches off, or `all`. */
export const switchChanges = changesOf('switch', 'nobody', {
  turned_on: { event: 'switch.turned_on' },
  turned_off: { event: 'switch.turned_off' },
});
