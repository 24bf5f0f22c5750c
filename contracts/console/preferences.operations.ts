import { operation } from '../operation.ts';
import { preferencesSchema } from './preferences.ts';

const tag = 'Preferences';
const path = '/v1/me/preferences';

/** How a user likes the console (W2). */
export const preferenceOperations = [
  operation({
    id: 'getPreferences',
    method: 'get',
    path,
    tag,
    summary: 'Get how you like the console',
    permission: null,
    response: preferencesSchema,
    status: 200,
  }),
  operation({
    id: 'setPreferences',
    method: 'put',
    path,
    tag,
    summary: 'Say how you like the console; what is left out is as nobody chose it',
    permission: null,
    body: preferencesSchema,
    response: preferencesSchema,
    status: 200,
  }),
] as const;
