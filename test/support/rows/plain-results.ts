import { addDays, localDateOf } from '../../../domain/time/calendar.ts';
import type { Database } from '../../../infra/db/client.ts';

/** One step that was done, as a bookkeeper notes it. */
interface Note {
  id: string;
  customerId: string;
  sequenceId: string;
  branchId: string;
  stepId: string;
  userId: string | null;
  version: number;
  day: string;
  channel: string;
  outcome: string | null;
  labels: (string | null)[];
  marks: Set<string>;
  money: { id: string; currency: string; cents: number }[];
}

/** What one group comes to: figures by name, money by currency in cents. */
export interface PlainGroup {
  figures: Record<string, number>;
  money: Record<string, number>;
}

export type PlainKey = (note: Note) => (string | null)[];

/** How each grouping tells notes apart. */
export const PLAIN_KEYS: Record<string, PlainKey> = {
  sequence: (note) => [note.sequenceId],
  branch: (note) => [note.branchId],
  step: (note) => [note.stepId],
  user: (note) => [note.userId],
  version: (note) => [`${note.sequenceId}/${note.version}`],
  label: (note) => note.labels,
  day: (note) => [note.day],
  week: (note) => [mondayOf(note.day)],
  month: (note) => [note.day.slice(0, 7)],
};

const mondayOf = (day: string): string => {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return addDays(day, -((weekday + 6) % 7));
};

/** Everything that was done, by loops over the rows of what happened. */
export async function plainNotes(db: Database, zone: string): Promise<Note[]> {
  const [executions, messages, events, hits, steps, versions, labels, movements, invoices] =
    await Promise.all([
      db.stepExecution.findMany({ orderBy: { id: 'asc' } }),
      db.message.findMany({
        where: { status: 'sent', sourceKind: 'step_execution' },
        orderBy: { id: 'asc' },
      }),
      db.messageEvent.findMany({ orderBy: { id: 'asc' } }),
      db.trackingHit.findMany({ orderBy: { id: 'asc' } }),
      db.step.findMany({ orderBy: { id: 'asc' } }),
      db.sequenceVersion.findMany({ orderBy: { version: 'asc' } }),
      db.customerLabel.findMany({ orderBy: { labelId: 'asc' } }),
      db.balanceChange.findMany({ orderBy: { id: 'asc' } }),
      db.invoice.findMany({ orderBy: { id: 'asc' } }),
    ]);
  const leftAt = (message: (typeof messages)[number]) =>
    (message.handedOverAt ?? message.settledAt ?? message.createdAt).getTime();
  const versionAt = (of: string, at: number): number => {
    const before = versions.filter(
      ({ sequenceId, editedAt }) => sequenceId === of && editedAt.getTime() < at,
    );
    return Math.max(1, ...before.map(({ version }) => version));
  };
  const notes: Note[] = [];
  for (const execution of executions) {
    const message = messages.find(({ sourceId }) => sourceId === execution.id);
    const isTask = execution.isManual && execution.status === 'done';
    if (!message && !isTask) continue;
    const at = message
      ? leftAt(message)
      : (execution.endedAt ?? execution.actedAt ?? execution.createdAt).getTime();
    const written = message ? message.claimedAt.getTime() : at;
    const day = localDateOf(at, zone);
    const marks = new Set<string>(isTask ? ['done'] : []);
    const channel = message?.channel ?? '';
    if (message) {
      marks.add('sent');
      // Of events without a message: the last one that its enrollment had been sent before, on a channel that has such.
      const own = events.filter((event) => {
        if (event.messageId !== null) return event.messageId === message.id;
        const before = messages
          .filter(
            (each) =>
              each.enrollmentId === event.enrollmentId &&
              leftAt(each) <= event.occurredAt.getTime() &&
              (event.kind === 'reply' ||
                (each.channel === 'sms') === ['delivered', 'failed', 'opted_out'].includes(event.kind)),
          )
          .sort((a, b) => leftAt(b) - leftAt(a) || (a.id < b.id ? 1 : -1));
        return event.enrollmentId !== null && before[0]?.id === message.id;
      });
      const reports = own
        .filter(({ kind }) => kind === 'delivered' || kind === 'failed')
        .sort((a, b) => a.occurredAt.getTime() - b.occurredAt.getTime() || (a.kind < b.kind ? 1 : -1));
      for (const { kind, verdict, n } of own) {
        if (kind === 'reply') marks.add('replied');
        if ((n ?? 1) !== 1) continue;
        if (kind === 'bounce') marks.add('bounced');
        if (kind === 'unsubscribe') marks.add('unsubscribed');
        if (kind === 'opened' || kind === 'clicked')
          marks.add(verdict === 'human' ? kind : `${kind}_${verdict}`);
      }
      for (const hit of hits.filter(({ messageId, n }) => messageId === message.id && n === 1))
        if (hit.verdict === 'machine' || hit.verdict === 'unclear')
          if (hit.kind !== 'unsubscribe_page')
            marks.add(`${hit.kind === 'open' ? 'opened' : 'clicked'}_${hit.verdict}`);
      if (channel === 'email' && !marks.has('bounced')) marks.add('delivered');
      if (channel === 'sms' && reports.length > 0) marks.add(reports[0]!.kind);
    }
    const own = labels
      .filter(({ customerId }) => customerId === execution.customerId)
      .map(({ labelId }) => labelId);
    const money = movements.filter((movement) => {
      const paidOn = (movement.undoesOn ?? movement.effectiveOn).toISOString().slice(0, 10);
      const knownAt = (movement.undoesAt ?? movement.createdAt).getTime();
      const owner = invoices.find(({ id }) => id === movement.invoiceId)!.customerId;
      return (
        owner === execution.customerId &&
        ['payment', 'import'].includes(movement.cause) &&
        knownAt > at &&
        paidOn >= day &&
        paidOn <= addDays(day, 14)
      );
    });
    notes.push({
      id: execution.id,
      customerId: execution.customerId,
      sequenceId: execution.sequenceId,
      branchId:
        message?.branchId ?? execution.branchId ?? steps.find(({ id }) => id === execution.stepId)!.branchId,
      stepId: execution.stepId,
      userId: execution.assigneeId,
      version:
        (message ? message.sequenceVersion : execution.sequenceVersion) ??
        versionAt(execution.sequenceId, written),
      day,
      channel,
      outcome: isTask ? execution.outcome : null,
      labels: own.length > 0 ? own : [null],
      marks,
      money: money.map(({ id, currency, delta }) => ({
        id,
        currency,
        cents: Math.round(-Number(delta) * 100),
      })),
    });
  }
  return notes;
}

const MAIL = {
  'mail.sent': 'sent',
  'mail.delivered': 'delivered',
  'mail.opened': 'opened',
  'mail.opened.machine': 'opened_machine',
  'mail.opened.unclear': 'opened_unclear',
  'mail.clicked': 'clicked',
  'mail.clicked.machine': 'clicked_machine',
  'mail.clicked.unclear': 'clicked_unclear',
  'mail.replied': 'replied',
  'mail.bounced': 'bounced',
  'mail.unsubscribed': 'unsubscribed',
} as const;
const SMS = {
  'sms.sent': 'sent',
  'sms.delivered': 'delivered',
  'sms.failed': 'failed',
  'sms.replied': 'replied',
  'sms.optedOut': 'unsubscribed',
} as const;

/** Notes by group, added up; each movement of money once a group. */
export function plainGroups(notes: readonly Note[], keyOf: PlainKey): Record<string, PlainGroup> {
  const groups: Record<string, PlainGroup> = {};
  const seen = new Set<string>();
  for (const note of notes) {
    for (const key of keyOf(note)) {
      const group = (groups[String(key)] ??= { figures: {}, money: {} });
      const add = (figure: string, is: boolean) =>
        (group.figures[figure] = (group.figures[figure] ?? 0) + (is ? 1 : 0));
      for (const [figure, mark] of Object.entries(MAIL))
        add(figure, note.channel === 'email' && note.marks.has(mark));
      for (const [figure, mark] of Object.entries(SMS))
        add(figure, note.channel === 'sms' && note.marks.has(mark));
      add('tasks.completed', note.marks.has('done'));
      if (note.outcome !== null && note.marks.has('done')) add(`outcome ${note.outcome}`, true);
      for (const { id, currency, cents } of note.money) {
        if (seen.has(`${key} ${id}`)) continue;
        seen.add(`${key} ${id}`);
        group.money[currency] = (group.money[currency] ?? 0) + cents;
      }
    }
  }
  return groups;
}
