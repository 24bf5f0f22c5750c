import type { QueueRefusal } from '../../../contracts/enrollments/kinds.ts';

/** Why an act does not go for a row of the queue. */
export const queueRefusals: Record<QueueRefusal, string> = {
  wrong_type: 'not of a type that this is done with',
  ended: 'over already',
  in_error: 'failed or uncertain: it needs a repair first',
  paused: 'paused',
  held: 'held back',
  on_its_way: 'on its way',
  unknown_outcome: 'the step has no such outcome',
  assignee_cannot_see: 'the assignee may not see the customer',
  already_acted: 'somebody else was faster',
  conflict: 'it changed meanwhile',
  not_found: 'not there any more',
  author_left: 'who asked for it may not do it any more',
};

/** Texts of acts on many rows of the queue. */
export const bulkQueue = {
  acts: { send: 'Send', complete: 'Complete', assign: 'Assign', cancel: 'Skip step' },
  go: (act: string, count: string): string => `${act}: ${count}`,
  reason: 'Reason',
  sendAbout: 'Each leaves as its draft is when its turn comes, unless something holds it back.',
  going: { one: 'it goes for #.', other: 'it goes for #.' },
  done: { one: '# is done.', other: '# are done.' },
  pending: { one: '# is still to be done.', other: '# are still to be done.' },
  chosen: 'chosen',
  search: 'Name or number',
  held: 'Held back by',
  anyHeld: 'Held or not',
} as const;
