import { z } from 'zod';
import { operation } from '../operation.ts';
import { sequenceSchema } from './sequences.ts';
import { createFromStarterSchema, starterIdSchema, startersSchema } from './starters.ts';

const tag = 'Sequences';

/** Operations on ready-made sequences (S2, M6). */
export const starterOperations = [
  operation({
    id: 'listSequenceStarters',
    method: 'get',
    path: '/v1/sequence-starters',
    tag,
    summary: 'List ready-made sequences',
    permission: 'sequences.read',
    response: startersSchema,
    status: 200,
  }),
  operation({
    id: 'createSequenceFromStarter',
    method: 'post',
    path: '/v1/sequence-starters/{starterId}/sequences',
    tag,
    summary: 'Make a draft from a ready-made sequence, its emails in every language',
    permission: 'sequences.save',
    params: z.strictObject({ starterId: starterIdSchema }),
    body: createFromStarterSchema,
    response: sequenceSchema,
    status: 201,
    isIdempotent: true,
    problems: ['conflict'],
  }),
] as const;
