import { refuseInvalid, type FieldProblem } from '../../contracts/problems.ts';
import type { CreateMailbox, Mailbox, UpdateMailbox } from '../../contracts/sending/mailboxes.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';

/** What a call says of passwords and of a provider. */
type Said = Pick<CreateMailbox, 'oauth' | 'imap'> & { smtp?: { password?: string | null | undefined } };

/** A mailbox that signs in by OAuth has no passwords. */
export function findSignInProblems({ oauth, smtp, imap }: Said): FieldProblem[] {
  if (!oauth) return [];
  const message = 'has no place beside an OAuth provider';
  return [
    ...(smtp?.password != null ? [{ field: 'smtp.password', message }] : []),
    ...(imap?.password != null ? [{ field: 'imap.password', message }] : []),
  ];
}

const PROVIDER_GONE = [{ field: 'oauth.providerId', message: 'is no OAuth provider' }];

/**
 * Says who signs a mailbox in from now on; null: it has a password.
 *
 * @throws ProblemError `validation` for a provider that is not there
 */
export async function setSignIn(
  { store }: CommandDeps,
  tx: Tx,
  { mailboxId, oauth, now }: { mailboxId: string; oauth: { providerId: string } | null; now: number },
): Promise<void> {
  if (oauth === null) return store.signIns.remove(tx, mailboxId);
  const { providerId } = oauth;
  if (!(await store.oauthProviders.lock(tx, providerId))) refuseInvalid(PROVIDER_GONE);
  await store.signIns.setProvider(tx, { mailboxId, providerId, now });
}

/** What a change means for the sign-in of a mailbox. `anew`: what stood before is left, since its tokens would go elsewhere. */
export function signInAfter(
  before: Mailbox,
  { oauth, smtp, imap }: Pick<UpdateMailbox, 'oauth' | 'smtp' | 'imap'>,
): 'kept' | 'anew' {
  const next = oauth === undefined ? before.oauth : oauth;
  if (next?.providerId !== before.oauth?.providerId) return 'anew';
  if (next === null) return 'kept';
  return goesElsewhere(before.smtp, smtp) || goesElsewhere(before.imap, imap) ? 'anew' : 'kept';
}

function goesElsewhere(was: Server | null, is: Partial<Server> | null | undefined): boolean {
  if (!is) return false;
  return SERVER.some((member) => is[member] !== undefined && is[member] !== was?.[member]);
}

type Server = Pick<Mailbox['smtp'], 'host' | 'port' | 'security'>;
const SERVER = ['host', 'port', 'security'] as const;
