import { z } from 'zod';
import { operation } from '../operation.ts';
import { sendingStateSchema } from './sending-state.ts';
import { setSwitchSchema, switchSchema } from './switches.ts';

const tag = 'Operations';

/** Operations on the emergency switches (D9). */
export const switchOperations = [
  operation({
    id: 'listSwitches',
    method: 'get',
    path: '/v1/switches',
    tag,
    summary: 'List the emergency switches that are on',
    permission: 'operations.manage',
    response: z.strictObject({ items: z.array(switchSchema) }).meta({ id: 'SwitchList' }),
    status: 200,
  }),
  operation({
    id: 'setSwitch',
    method: 'put',
    path: '/v1/switches',
    tag,
    summary: 'Stop all automatic sending at once, or let it go on',
    description:
      'For everything, or one program, sequence, automation or mailbox. Once this answers, nothing of it is handed to a mail server. ' +
      'No status changes; what came due meanwhile follows in order, at its distances, when the switch is off again.',
    permission: 'operations.manage',
    body: setSwitchSchema,
    response: switchSchema,
    status: 200,
  }),
  operation({
    id: 'getSendingState',
    method: 'get',
    path: '/v1/sending-state',
    tag: 'Sending',
    summary: 'Whether sending is stopped, of what, by whom and why',
    description:
      'Of everything for everybody; of programs, sequences, automations and mailboxes for who may read them.',
    permission: null,
    response: sendingStateSchema,
    status: 200,
  }),
] as const;
