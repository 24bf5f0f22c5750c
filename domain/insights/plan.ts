import type { InsightPlanStep } from '../../contracts/insights/insights.ts';
import { moneyText, notAskedFor } from '../receivables/not-asked.ts';
import { addDays, daysBetween, localDateOf } from '../time/calendar.ts';
import type { Observations } from './observations.ts';

/** After a mail, text or call a customer is left alone for this many days, unless something severe comes up. */
const QUIET_DAYS = 7;

type Signal = Observations['signals'][number];

/**
 * The collection plan of a customer by rules (C14), what is to be done first at the top: broken promises, what its
 * signals ask for, promises to watch, a reminder of what is overdue. What a running sequence does is not repeated, and
 * nobody is asked to call or write about what a hold keeps back (D8) or credit covers (C18, C19).
 */
export function planOf(
  seen: Observations,
  { today, zone }: { today: string; zone: string },
): InsightPlanStep[] {
  const steps = [
    ...seen.promises.flatMap((promise) => promiseSteps(promise, seen, today)),
    ...seen.signals.flatMap((signal) => signalSteps(signal, seen, today)),
  ];
  // Who is called is not written to as well.
  const isCalled = steps.some((step) => step.kind === 'call');
  if (!isCalled) steps.push(...reminder(seen, { today, zone }));
  return steps.sort((a, b) => (a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : 0));
}

function promiseSteps(
  { id, amount, promisedOn, status, isOwed }: Observations['promises'][number],
  seen: Observations,
  today: string,
): InsightPlanStep[] {
  const { currency, isHeld } = seen;
  const sources: InsightPlanStep['sources'] = [{ entity: 'promise', id }];
  const what = `${moneyText(amount, currency)} by ${promisedOn}`;
  if (status === 'broken' && isOwed && !isHeld && isWorthAsking(seen)) {
    const reason = `The promise to pay ${what} was broken.`;
    return [
      {
        key: `promise/${id}`,
        kind: 'call',
        severity: 'high',
        reason,
        dueOn: today,
        isRecommended: true,
        sources,
      },
    ];
  }
  if (status !== 'open') return [];
  const reason = `See whether what was promised has come: ${what}.`;
  const dueOn = addDays(promisedOn, 1);
  return [
    {
      key: `promise-due/${id}`,
      kind: 'task',
      severity: 'none',
      reason,
      dueOn,
      isRecommended: false,
      sources,
    },
  ];
}

function signalSteps(signal: Signal, seen: Observations, today: string): InsightPlanStep[] {
  const { id, severity, text } = signal;
  if (severity !== 'high' && severity !== 'medium') return [];
  const answer = answerTo(signal, seen, today);
  if (!answer) return [];
  const { kind, inDays } = answer;
  const sources: InsightPlanStep['sources'] = [{ entity: 'signal', id }];
  const dueOn = addDays(today, inDays);
  return [{ key: `signal/${id}`, kind, severity, reason: text, dueOn, isRecommended: true, sources }];
}

/** What a signal asks for; null: something else of the plan answers it, or nothing can be asked for. */
function answerTo(
  { rule, severity }: Signal,
  seen: Observations,
  today: string,
): { kind: InsightPlanStep['kind']; inDays: number } | null {
  switch (rule) {
    case 'overdue_91':
      return mayCall(seen, 91, today) ? { kind: 'call', inDays: 0 } : null;
    case 'overdue_31':
      // One call is about all that is overdue.
      return mayCall(seen, 31, today) && !mayCall(seen, 91, today) ? { kind: 'call', inDays: 1 } : null;
    case 'dispute':
      return { kind: 'task', inDays: 2 };
    case 'paying_slower':
      return { kind: 'task', inDays: 3 };
    case null:
      return { kind: 'task', inDays: severity === 'high' ? 0 : 2 };
    case 'broken_promise':
    case 'healthy':
    case 'no_data':
      return null;
  }
}

/** Whether a person may ask this customer for money at all (D8, C18, C19). */
export const mayBeAsked = (seen: Observations): boolean => !seen.isHeld && isWorthAsking(seen);

/** Whether what nothing keeps back, less credit, is worth a letter or a call (C18, C19). */
function isWorthAsking({ askable, countedCredit: credit, least, currency }: Observations): boolean {
  return notAskedFor({ gross: askable, credit, least, currency }) === null;
}

/**
 * Whether an invoice that no hold keeps back and no credit covers is overdue by that many days, of a customer that is not
 * held.
 */
function mayCall(seen: Observations, days: number, today: string): boolean {
  const { oldestOverdue } = seen;
  return mayBeAsked(seen) && oldestOverdue !== null && daysBetween(oldestOverdue.dueOn, today) >= days;
}

const WHERE_IT_WAITS = {
  review_batch: 'A message about what is overdue waits for review, or is about to leave: decide it there.',
  step_execution: 'A message of a sequence is due and waits in the queue: see to it there.',
} as const;

/** Nobody is asked for an email while one waits: it is shown where (Q6). */
function pointer(waiting: NonNullable<Observations['waiting']>, today: string): InsightPlanStep {
  return {
    key: `waiting/${waiting.entity}/${waiting.id}`,
    kind: 'task',
    severity: 'healthy',
    reason: WHERE_IT_WAITS[waiting.entity],
    dueOn: today,
    isRecommended: true,
    sources: [waiting],
  };
}

/** A letter to somebody who has credit names both (C18). */
function lessCredit({ countedCredit, currency }: Observations): string {
  const text = moneyText(countedCredit, currency);
  return Number(countedCredit) > 0 ? `, ${text} is to the customer’s credit` : '';
}

function reminder(seen: Observations, { today, zone }: { today: string; zone: string }): InsightPlanStep[] {
  const { oldestOverdue, messages, isEnrolled, isHeld, overdue, currency, status, waiting } = seen;
  if (!oldestOverdue || isHeld || status !== 'active' || !isWorthAsking(seen)) return [];
  if (isEnrolled && !waiting) return [];
  const latest = messages[0];
  const isQuiet = latest && daysBetween(localDateOf(latest.occurredAt, zone), today) < QUIET_DAYS;
  if (isQuiet) return [];
  if (waiting) return [pointer(waiting, today)];
  const { invoiceId, number, dueOn } = oldestOverdue;
  const since = latest ? `nobody was in touch for ${QUIET_DAYS} days` : 'nobody was in touch yet';
  return [
    {
      key: `remind/${invoiceId}/${latest?.id ?? 'never'}`,
      kind: 'email',
      severity: 'healthy',
      reason: `${moneyText(overdue, currency)} is overdue${lessCredit(seen)}, invoice ${number} since ${dueOn}, and ${since}.`,
      dueOn: today,
      isRecommended: true,
      sources: [
        { entity: 'invoice', id: invoiceId },
        ...(latest ? [{ entity: 'communication' as const, id: latest.id }] : []),
      ],
    },
  ];
}
