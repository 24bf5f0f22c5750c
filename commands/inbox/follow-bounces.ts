import type { Actor } from '../../contracts/actor.ts';
import type { MailToFollow } from '../../infra/db/inbox/mail-effects.ts';
import type { CommandDeps } from '../deps.ts';
import { tellMessage } from './tell-of-mail.ts';

/** What a report says of one copy of a message. */
interface Bounced {
  n: number;
  kind: 'bounce' | 'soft_bounce';
  detail: string;
}

/**
 * A report of failure (D3, S16): each copy that it names has bounced, for good or for now, and its address is suppressed or
 * counted. A copy bounces once in each way, however often servers say so.
 */
export async function followBounces(deps: CommandDeps, actor: Actor, mail: MailToFollow): Promise<void> {
  for (const { n, kind, detail } of bouncedOf(mail)) {
    const eventKey = `${kind}/${mail.messageId}/${n}`;
    await tellMessage(deps, actor, mail, { n, kind, eventKey, ...(detail !== '' && { detail }) });
  }
}

/**
 * The copies that bounced, in their order: one that bounced for good has not bounced for now. Of an address that we never
 * wrote to nothing follows, unless the report is about the one copy that there is. What a person says of the mail goes
 * before what each part of it says.
 */
function bouncedOf(mail: MailToFollow): Bounced[] {
  const { failed, n: linked, copies } = mail;
  const known = failed.filter(({ n }) => n !== null);
  if (known.length === 0) {
    const n = linked ?? (copies === 1 ? 1 : null);
    const detail = failed[0] ? wordsOf(failed[0]) : '';
    return n === null ? [] : [{ n, kind: kindOf(mail, failed[0]), detail }];
  }
  const byCopy = new Map<number, Bounced>();
  for (const each of known) {
    const n = each.n!;
    const kind = kindOf(mail, each);
    if (byCopy.get(n)?.kind !== 'bounce') byCopy.set(n, { n, kind, detail: wordsOf(each) });
  }
  return [...byCopy.values()].sort((one, other) => one.n - other.n);
}

function kindOf({ verdict, failed }: MailToFollow, each: Failed | undefined): Bounced['kind'] {
  if (verdict === 'soft_bounce') return 'soft_bounce';
  const isNoneHard = failed.every(({ kind }) => kind === 'soft');
  return isNoneHard || each?.kind === 'hard' ? 'bounce' : 'soft_bounce';
}

type Failed = MailToFollow['failed'][number];

const wordsOf = ({ code, words }: Failed): string =>
  [code, words].filter((part) => part !== null && part !== '').join(' ');
