import { Judge, type Ledger, type Moment, type Touchpoint } from './plain-program.ts';

/** Planned firings: `touchpointId subjectId` and the program's day of the first run that would produce it. */
export function plainPlan(ledger: Ledger, runs: readonly Moment[]): Map<string, string> {
  const planned = new Map<string, string>();
  if (ledger.program.status === 'archived') return planned;
  for (const moment of runs) {
    const judge = new Judge(ledger, moment);
    const add = (touchpoint: Touchpoint, subjectId: string) => {
      const key = `${touchpoint.id} ${subjectId}`;
      const why = judge.silence(touchpoint.id, subjectId);
      const isEnded =
        why === 'cancelled' || why === 'completed_by_hand' || isEndedBehind(judge, touchpoint.id, subjectId);
      if (!planned.has(key) && !isEnded) planned.set(key, moment.runDate);
    };
    for (const customer of ledger.customers) {
      if (judge.bar(customer) !== null) continue;
      const account = judge.account(customer);
      if (account.reason === null) for (const one of account.turns) add(one, customer.id);
      for (const invoice of judge.openOf(customer)) {
        if (judge.aloneOut(invoice) !== null) continue;
        for (const one of judge.turns('invoice', judge.days(invoice))) add(one, invoice.id);
      }
    }
  }
  return planned;
}

/** What is on its way hides nothing in a plan: only what a person ended on that day does. */
function isEndedBehind(judge: Judge, touchpointId: string, subjectId: string): boolean {
  const rows = judge.ledger.rows.filter((row) => row.status !== 'approved' && row.status !== 'uncertain');
  const why = new Judge({ ...judge.ledger, rows }, judge.moment).silence(touchpointId, subjectId);
  return why !== null;
}

/** Whom a program enrolls by itself: active, not asked before, with an invoice as overdue as its lowest offset. */
export function plainAutoEnrolled(ledger: Ledger, day: string): string[] {
  const judge = new Judge(ledger, { day, at: 0, runDate: day });
  const offsets = ledger.touchpoints.filter((one) => one.archivedAt === null).map((one) => one.offsetDays);
  if (!ledger.program.autoEnroll || offsets.length === 0) return [];
  const known = new Set(ledger.enrollments.map((one) => one.customerId));
  return ledger.customers
    .filter((customer) => customer.status === 'active' && !known.has(customer.id))
    .filter((customer) => judge.openOf(customer).some((one) => judge.days(one) >= Math.min(...offsets)))
    .map((customer) => customer.id);
}
