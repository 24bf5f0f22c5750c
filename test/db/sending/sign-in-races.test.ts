import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ActivityDeps } from '../../../activities/deps.ts';
import { authorizeMailbox } from '../../../commands/sending/authorize-mailbox.ts';
import { completeSignIn } from '../../../commands/sending/complete-sign-in.ts';
import { createOauthProvider } from '../../../commands/sending/save-oauth-provider.ts';
import { updateMailbox } from '../../../commands/sending/update-mailbox.ts';
import { AuthorizationServer, CLIENT, SCOPES } from '../../support/servers/authorization-server.ts';
import { untilSomebodyWaits } from '../../support/servers/until-somebody-waits.ts';
import type { BranchPlan } from '../../support/worlds/branching-world.ts';
import { claimStep } from '../../support/worlds/claims.ts';
import { meanwhile } from '../../support/worlds/meanwhile.ts';
import { MONDAY, OutcomeWorld } from '../../support/worlds/outcome-world.ts';

const ONE_MAIL: BranchPlan = { main: { E1: { at: 'offset 0' } } };
const api = new OutcomeWorld();
let server: AuthorizationServer;
beforeAll(async () => {
  await api.open();
  server = await new AuthorizationServer({ redirectUri: api.deps.links.oauthCallbackUrl }).start();
  const provider = await createOauthProvider(api.deps, api.actor, {
    name: 'Firm',
    kind: 'custom',
    issuer: server.url,
    authorizationEndpoint: `${server.url}/auth`,
    tokenEndpoint: `${server.url}/token`,
    ...CLIENT,
    scopes: SCOPES,
  });
  const { mailboxId } = api.world;
  await updateMailbox(api.deps, api.actor, { mailboxId, oauth: { providerId: provider.id } });
});
afterAll(() => Promise.all([api.close(), server?.stop()]));
const stands = (status: string) => api.db.mailbox.updateMany({ data: { status, probeAt: null } });
beforeEach(async () => {
  api.now = MONDAY;
  await stands('working');
});

async function signIn(): Promise<void> {
  const { url } = await authorizeMailbox(api.deps, api.actor, { mailboxId: api.world.mailboxId });
  const result = await completeSignIn(api.deps, await server.browse(url));
  expect(result).toMatchObject({ kind: 'connected', mailbox: { status: 'working' } });
}

/** A message that is due, and a mailbox that a person has to sign in. */
async function ready() {
  const row = await api.started(ONE_MAIL);
  await stands('reconnect');
  api.lifecycle.woken.length = 0;
  return { row, input: { enrollmentId: row.enrollmentId, stepExecutionId: row.executionId } };
}

/** The engine, to which something happens as it asks under the gate whether its mailbox is signed in. */
function asking(act: () => Promise<unknown>): ActivityDeps {
  const { sendHolds } = api.engine.store;
  const readMailboxState: typeof sendHolds.readMailboxState = async (db, mailboxId) => {
    const state = await sendHolds.readMailboxState(db, mailboxId);
    await act();
    return state;
  };
  return { ...api.engine, store: { ...api.engine.store, sendHolds: { ...sendHolds, readMailboxState } } };
}

describe('I6: a mailbox is signed in while a claim looks at it', () => {
  test('the claim had read it as signed out, and it was signed in before the message was held: the message leaves', async () => {
    const { input } = await ready();
    expect(await claimStep(meanwhile(api.engine, signIn), input)).toMatchObject({ kind: 'claimed' });
  });

  test('whoever signs it in waits for a claim that finds it signed out, and releases its message', async () => {
    const { row, input } = await ready();
    let signedIn: Promise<unknown> = Promise.resolve();
    const engine = asking(async () => {
      signedIn = signIn();
      await untilSomebodyWaits(api.db);
    });
    expect(await claimStep(engine, input)).toMatchObject({ directive: { reason: 'mailbox_reconnect' } });
    await signedIn;
    expect(api.lifecycle.woken).toContain(row.enrollmentId);
    expect(await claimStep(api.engine, input)).toMatchObject({ kind: 'claimed' });
  });

  test('a claim that meets the sign-in half way looks again within seconds', async () => {
    const { input } = await ready();
    const until = await api.db.$transaction(async (tx) => {
      await api.engine.store.locks.closeGate(tx, { kind: 'mailbox', id: api.world.mailboxId });
      const met = await claimStep(api.engine, input);
      return met.kind === 'not_now' && met.directive.kind === 'wait' ? met.directive.until : null;
    });
    expect(until).toBe(api.now + 5_000);
  });
});
