import { addDays, instantOf, localTimeOf, localDateOf, weekdayOf } from '../../domain/time/calendar.ts';
import { AWAY, CAST, EDITED_SUBJECT, FIXED_ADDRESS } from './month.ts';
import type { Opening } from './opening.ts';
import type { Person } from './person.ts';
import type { Stage } from './stage.ts';

/** A mail as ledger and mail server know it together. */
interface Sent {
  customerId: string;
  at: number;
  stepExecutionId: string;
  wasAsked: boolean;
}

/** What the month must have shown; returns what it did not. */
export async function findBrokenExpectations(input: {
  stage: Stage;
  opening: Opening;
  person: Person;
  monday: string;
  zone: string;
}): Promise<string[]> {
  const { stage, opening, person, monday, zone } = input;
  const { db, mail } = stage;
  const broken: string[] = [];
  const expect = (holds: boolean, what: string): void => void (holds || broken.push(what));

  const ledger = await db.message.findMany({
    where: { status: 'sent' },
    orderBy: [{ handedOverAt: 'asc' }, { id: 'asc' }],
  });
  const received = mail.mails.map(({ messageId }) => messageId).sort();
  expect(new Set(received).size === received.length, 'no mail arrives twice');
  expect(
    received.join() ===
      ledger
        .map(({ id }) => id)
        .sort()
        .join(),
    'what the server accepted is what the ledger says',
  );

  const executions = await db.stepExecution.findMany({ orderBy: { id: 'asc' } });
  const actions = new Map(executions.map(({ id, action }) => [id, action]));
  const sent = ledger.map(({ customerId, handedOverAt, sourceId }): Sent => {
    const wasAsked = ['send', 'retry'].includes(actions.get(sourceId) ?? '');
    return { customerId: customerId!, at: handedOverAt!.getTime(), stepExecutionId: sourceId, wasAsked };
  });
  for (const { at } of sent.filter(({ wasAsked }) => !wasAsked)) {
    const isWeekday = weekdayOf(localDateOf(at, zone)) < 6;
    const time = localTimeOf(at, zone);
    expect(
      isWeekday && time >= '08:00' && time < '18:00',
      `nothing leaves by itself at ${new Date(at).toISOString()}`,
    );
  }

  const mailsOf = (who: string) => sent.filter(({ customerId }) => customerId === person.customer(who).id);
  for (const who of [CAST.paid, CAST.replied, CAST.unsubscribed, CAST.stopped]) {
    const { stoppedAt, stopReason } = await person.enrollment(who);
    expect(stoppedAt !== null, `${who} is stopped`);
    const after = mailsOf(who).filter(({ at }) => at > Date.parse(stoppedAt ?? ''));
    expect(after.length === 0, `${who} gets no mail after it was stopped (${stopReason})`);
  }
  expect(
    (await person.enrollment(CAST.paid)).stopReason === 'paid',
    'the payment of everything stops the enrollment',
  );
  const noon = (day: number) => instantOf(addDays(monday, day), '12:00', zone);
  const whileAway = mailsOf(CAST.away).filter(
    ({ at }) => at > noon(AWAY.fromDay) && at < noon(AWAY.untilDay),
  );
  expect(whileAway.length === 0, 'an automatic reply holds the next mail');
  expect(mailsOf(CAST.away).length > 1, 'whoever was away gets the next mail afterwards');
  expect(
    mail.mails.some(({ to }) => to.includes(FIXED_ADDRESS)),
    'the fixed address got its mail',
  );
  expect(
    mail.mails.some(({ subject }) => subject === EDITED_SUBJECT),
    'the edited mail left as edited',
  );
  expect(mailsOf(CAST.cancelled).length === 2, 'the cancelled step left no mail');
  const early = mailsOf(CAST.sentEarly)[1];
  expect(early !== undefined && early.at < noon(3), 'the early mail left early');

  const first = new Map<string, string>();
  for (const { messageId, headerId, inReplyTo } of mail.mails) {
    const { enrollmentId } = ledger.find(({ id }) => id === messageId) ?? {};
    const root = first.get(enrollmentId ?? '');
    if (root === undefined) first.set(enrollmentId ?? '', headerId);
    else expect(inReplyTo !== null, `${messageId} answers the mail before it`);
  }
  expect((await db.enrollment.count({ where: { isLive: true } })) === 0, 'nobody is under way at the end');
  expect(opening.notEnrolled.length === 2, 'the inactive customer and the prospect were reported by line');
  return broken;
}
