import type { HandOverResult } from '../../infra/mail/hand-over-result.ts';
import type { RawTx } from '../../infra/db/raw-transaction.ts';
import type { Sender } from '../../domain/sending/send-facts.ts';
import type { OutgoingMail } from '../../infra/mail/mailer.ts';
import type { ActivityDeps } from '../deps.ts';
import { releaseMailbox } from '../../commands/sending/release-mailbox.ts';
import { attempt } from '../../commands/wakes.ts';
import { forgoCopy } from './forgo-copy.ts';
import { mainDomainOf } from './main-domain.ts';
import { suppressRefused } from './suppress-refused.ts';
import { copyOutcomeOf, noteMailbox, retryAtOf } from './hand-over-outcome.ts';
import { untilStored } from './until-stored.ts';

/** A held copy is looked at again after this long: a hold may be ended at any time. */
export const HELD_LOOK_MS = 15 * 60_000;

/** A try of copies by themselves. */
export interface LaterTry {
  /** When they were claimed, epoch milliseconds. */
  claimedAt: number;
  /** Whether their mailbox failed before: then it works again once a server answers. */
  isProbe: boolean;
}

/** What is known of a message whose copies leave. */
type OutgoingCopies = Pick<OutgoingMail, 'messageId' | 'date'> & {
  mailbox: Sender;
  recipients: readonly { n: number; address: string }[];
};

/** Copies of one message that a claim owns, each under `<token>/<n>` (M5, D1). */
export class CopySender {
  /** Nobody has begun them. */
  private readonly untried: Set<number>;
  /** They wait for another try. */
  private readonly waiting = new Set<number>();

  constructor(
    private readonly deps: ActivityDeps,
    private readonly claimed: { out: OutgoingCopies; token: string },
    /** Which copies: all but the main one, unless they are named. */
    copies: readonly number[] = claimed.out.recipients.map(({ n }) => n).filter((n) => n > 1),
    /** Null: it follows its main one, which its mailbox has just delivered. */
    private readonly later: LaterTry | null = null,
  ) {
    this.untried = new Set(copies);
  }

  /** Whether something is left to do for one of them. */
  get areLeft(): boolean {
    return this.untried.size + this.waiting.size > 0;
  }

  /** Gives back those that nobody has begun, to be taken up at once, or from a moment on. */
  async giveBack(retryAt?: number): Promise<void> {
    if (this.untried.size === 0) return;
    const { deps } = this;
    const { out, token } = this.claimed;
    const given = { messageId: out.messageId, token, numbers: [...this.untried] };
    await deps.store.copies.giveBack(deps.db, { ...given, retryAt: retryAt ?? (await deps.now()) });
  }

  /** Asked after the server's 354: marks the hand-over of one copy. */
  async passFence(n: number): Promise<boolean> {
    const { deps } = this;
    const now = await deps.now();
    const { rawTransaction, locks, copies } = deps.store;
    return rawTransaction.runAtOnce(deps.db, async (tx) => {
      const passing = locks.passMessageGates(tx, this.claimed.out.messageId);
      const [, isPassed] = await Promise.all([passing, copies.passFence(tx, { ...this.claimOf(n), now })]);
      return isPassed;
    });
  }

  /** What the server said of one copy goes into the ledger; it concerns no other. */
  async settle(n: number, answer: HandOverResult): Promise<void> {
    const now = await this.deps.now();
    await untilStored(this.deps, answer, () => this.settleAt(n, answer, now));
  }

  private async settleAt(n: number, answer: HandOverResult, now: number): Promise<void> {
    const { deps, later } = this;
    const { out } = this.claimed;
    const { mailboxId } = out.mailbox;
    const { rawTransaction, copies, mailboxHealth } = deps.store;
    const claim = this.claimOf(n);
    const recipients = out.recipients.filter((each) => each.n === n);
    const mail = { mailbox: out.mailbox, recipients, date: later?.claimedAt ?? out.date };
    const { result, isBack } = await rawTransaction.run(deps.db, async (tx) => {
      const result = await this.judge(tx, n, answer);
      const isBroken = later?.isProbe === true || result.kind === 'sent';
      const isBack = await noteMailbox(deps, tx, { mail, result, isBroken, now });
      const needsSignIn = result.kind === 'mailbox_failure' && result.needsSignIn === true;
      const isFailure = result.kind === 'mailbox_failure' || result.kind === 'policy';
      const probe = { mailboxId, domain: result.kind === 'policy' ? mainDomainOf(mail) : null };
      const probeAt = isFailure ? await mailboxHealth.readProbeAt(tx, probe) : null;
      const retryAt = await retryAtOf(deps, tx, { result, messageId: out.messageId, n, now });
      const outcome = copyOutcomeOf(result, {
        retryAt,
        untilWorking: probeAt ?? (needsSignIn ? now + HELD_LOOK_MS : now),
        now,
      });
      if (outcome === null) await copies.sendBack(tx, { ...claim, retryAt: now + HELD_LOOK_MS, now });
      else await copies.settle(tx, { ...claim, ...outcome, now });
      if (outcome === null || outcome.status === 'waiting') this.waiting.add(n);
      return { result, isBack };
    });
    if (isBack) await attempt(releaseMailbox(deps, mailboxId));
    this.untried.delete(n);
    const address = this.addressOf(n);
    if (result.kind === 'address') await suppressRefused(deps, address);
    if (result.kind === 'address' || result.kind === 'refused')
      await attempt(forgoCopy(deps, { messageId: out.messageId, n, address, mailbox: out.mailbox }));
  }

  /**
   * A policy that refuses a copy behind its main one is its own: the mailbox has just delivered that. What is tried by
   * itself later is judged as a main one: only another message tells (D2).
   */
  private async judge(tx: RawTx, n: number, answer: HandOverResult): Promise<HandOverResult> {
    if (answer.kind !== 'policy') return answer;
    const { messageId, mailbox } = this.claimed.out;
    const about = { messageId, n, mailboxId: mailbox.mailboxId };
    const isItsOwn = this.later === null || (await this.deps.store.refusals.isCopyRefusedAlone(tx, about));
    return isItsOwn ? { ...answer, kind: 'refused' } : answer;
  }

  private addressOf(n: number): string {
    const recipient = this.claimed.out.recipients.find((each) => each.n === n);
    if (!recipient) throw new Error(`no recipient ${n}`);
    return recipient.address;
  }

  private claimOf(n: number) {
    const { out, token } = this.claimed;
    return { messageId: out.messageId, n, token: `${token}/${n}` };
  }
}
