import { refuseInvalid, type FieldProblem } from '../../contracts/problems.ts';
import type { SmtpSecurity } from '../../contracts/sending/kinds.ts';
import { isLoopback } from '../../contracts/sending/loopback.ts';
import type { Mailbox, UpdateMailbox } from '../../contracts/sending/mailboxes.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';

/** What a call says of a server, with what stands of it. */
interface SaidServer {
  host?: string | undefined;
  security?: SmtpSecurity | undefined;
  password?: string | null | undefined;
}

/** A mailbox that signs in by OAuth has no passwords, and shows its tokens to nobody on the way (RFC 6750, section 5.3). */
export function findSignInProblems({
  oauth,
  smtp,
  imap,
}: {
  oauth: object | null | undefined;
  smtp: SaidServer;
  imap: SaidServer | null | undefined;
}): FieldProblem[] {
  if (!oauth) return [];
  const servers = Object.entries({ smtp, imap: imap ?? null });
  return servers.flatMap(([name, server]) => [
    ...(server?.password != null
      ? [{ field: `${name}.password`, message: 'has no place beside an OAuth provider' }]
      : []),
    ...(server?.security === 'none' && server.host !== undefined && !isLoopback(server.host)
      ? [{ field: `${name}.security`, message: 'must encrypt where a mailbox signs in by OAuth' }]
      : []),
  ]);
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
