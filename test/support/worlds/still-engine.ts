import type { ActivityDeps } from '../../../activities/deps.ts';
import type { CommandDeps } from '../../../commands/deps.ts';
import { createMailPlaces } from '../../../infra/mail/mail-places.ts';
import { signedHeaders } from '../../../infra/webhooks/sign.ts';
import { NO_INTAKE } from './no-intake.ts';

/** What a worker works with where nothing is to be handed over by it: whatever is, fails. */
export function stillEngine(deps: CommandDeps): ActivityDeps {
  const deliver = () => Promise.reject(new Error('nothing is delivered here'));
  return {
    ...deps,
    transports: { email: { deliver }, sms: { deliver } },
    webhooks: { post: deliver, sign: signedHeaders },
    intake: NO_INTAKE,
    mailLine: createMailPlaces(),
    heartbeatMs: 1_000,
    stopping: new AbortController().signal,
  };
}
