import { z } from 'zod';
import { idSchema } from '../ids.ts';

const count = z.int().min(0);

/** How far a sequence is with the list that it follows. */
export const listProgressSchema = z
  .strictObject({
    listId: idSchema('list'),
    listName: z.string(),
    isFollowed: z
      .boolean()
      .meta({ description: 'The sequence is activated; before that nobody is enrolled.' }),
    members: count,
    pending: count.meta({ description: 'Members that are still to be enrolled.' }),
    running: count.meta({ description: 'In the sequence; while that is paused they wait with it.' }),
    waiting: count.meta({ description: 'In the sequence, but their customers are not active yet.' }),
    removed: count.meta({
      description: 'Paused at their place, since their customers left or were removed.',
    }),
  })
  .meta({
    id: 'ListProgress',
    description: 'How far a sequence is with its list, counted over customers that the caller may see.',
  });
export type ListProgress = z.infer<typeof listProgressSchema>;
