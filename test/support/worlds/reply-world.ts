import { followMail } from '../../../commands/inbox/follow-mail.ts';
import type { HoldKind } from '../../../contracts/holds/kinds.ts';
import { createMailRow, type MailRow } from '../rows/mail-rows.ts';
import { OutcomeWorld } from './outcome-world.ts';
import type { Row } from './queue-world.ts';

/** Mail that came in and was judged, and what follows from it; the clock stands at its start unless moved. */
export class ReplyWorld extends OutcomeWorld {
  /** Stores a mail and follows it. @returns its id */
  async mail(input: Omit<MailRow, 'now'>): Promise<string> {
    const mailId = await createMailRow(this.db, { now: this.now, ...input });
    await this.follow(mailId);
    return mailId;
  }

  follow(mailId: string): Promise<void> {
    return followMail(this.deps, mailId);
  }

  /** How an enrollment stands: `active`, `stopped reply`. */
  async standingOf({ enrollmentId }: Pick<Row, 'enrollmentId'>): Promise<string> {
    const { status, stopReason } = await this.db.enrollment.findUniqueOrThrow({
      where: { id: enrollmentId },
    });
    return stopReason ? `${status} ${stopReason}` : status;
  }

  /** The open holds about a customer or an enrollment: scope, kind, until when; the oldest first. */
  async holdsOf(where: { customerId: string } | { enrollmentId: string }): Promise<string[]> {
    const rows = await this.db.hold.findMany({ where: { ...where, endedAt: null }, orderBy: { id: 'asc' } });
    return rows
      .filter(({ expiresAt }) => expiresAt === null || expiresAt.getTime() > this.now)
      .map(({ scope, kind, expiresAt }) => `${scope} ${kind} ${expiresAt?.toISOString() ?? 'endless'}`);
  }

  /** Kinds of what was told of a message, in order. */
  async eventsOf({ messageId }: { messageId: string }): Promise<string[]> {
    const rows = await this.db.messageEvent.findMany({ where: { messageId }, orderBy: { id: 'asc' } });
    return rows.map(({ kind, n }) => (n !== null && n > 1 ? `${kind} ${n}` : kind));
  }

  /** Ends an open hold as a person does. */
  async goOn(where: { customerId: string } | { enrollmentId: string }, kind: HoldKind): Promise<void> {
    const { id } = await this.db.hold.findFirstOrThrow({ where: { ...where, kind, endedAt: null } });
    await this.ok('POST', `/v1/holds/${id}/end`);
  }
}
