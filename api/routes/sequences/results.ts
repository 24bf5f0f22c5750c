import { listResultRows, reportResults } from '../../../commands/sequences/report-results.ts';
import { organisationToday } from '../../../commands/access/organisation-today.ts';
import { resultOperations } from '../../../contracts/sequences/results.operations.ts';
import type { ResultGroupNumbers, ResultRow } from '../../../contracts/sequences/results.ts';
import { recordsOf, type Column } from '../../csv-records.ts';
import { CsvDownload } from '../../answers.ts';
import { routesOf } from '../../handle.ts';

/** Rows of one statement and of one piece of the file. */
const PAGE_ROWS = 1_000;

const GROUP_COLUMNS: readonly Column<ResultGroupNumbers>[] = [
  ['key', (row) => row.key],
  ['name', (row) => row.name],
  ['emails_sent', (row) => row.mail.sent],
  ['emails_delivered', (row) => row.mail.delivered.count],
  ['emails_delivered_percent', (row) => row.mail.delivered.percent, 'decimal'],
  ['emails_opened', (row) => row.mail.opened.count],
  ['emails_opened_percent', (row) => row.mail.opened.percent, 'decimal'],
  ['emails_opened_machine', (row) => row.mail.opened.machine],
  ['emails_opened_unclear', (row) => row.mail.opened.unclear],
  ['emails_clicked', (row) => row.mail.clicked.count],
  ['emails_clicked_percent', (row) => row.mail.clicked.percent, 'decimal'],
  ['emails_clicked_machine', (row) => row.mail.clicked.machine],
  ['emails_clicked_unclear', (row) => row.mail.clicked.unclear],
  ['emails_replied', (row) => row.mail.replied.count],
  ['emails_replied_percent', (row) => row.mail.replied.percent, 'decimal'],
  ['emails_bounced', (row) => row.mail.bounced.count],
  ['emails_bounced_percent', (row) => row.mail.bounced.percent, 'decimal'],
  ['emails_unsubscribed', (row) => row.mail.unsubscribed.count],
  ['emails_unsubscribed_percent', (row) => row.mail.unsubscribed.percent, 'decimal'],
  ['sms_sent', (row) => row.sms.sent],
  ['sms_delivered', (row) => row.sms.delivered.count],
  ['sms_failed', (row) => row.sms.failed.count],
  ['sms_replied', (row) => row.sms.replied.count],
  ['sms_opted_out', (row) => row.sms.optedOut.count],
  ['tasks_to_do', (row) => row.tasks.toDo],
  ['tasks_completed', (row) => row.tasks.completed],
  ['task_outcomes', (row) => row.tasks.outcomes.map(({ label, count }) => `${label}: ${count}`).join('; ')],
  ['enrollments_active', (row) => row.enrollments?.active ?? null],
  ['enrollments_started', (row) => row.enrollments?.started ?? null],
  ['enrollments_paused', (row) => row.enrollments?.paused ?? null],
  ['enrollments_completed', (row) => row.enrollments?.completed ?? null],
  ['enrollments_stopped', (row) => row.enrollments?.stopped ?? null],
  [
    'collected',
    (row) => row.collected.map(({ currency, amount }) => `${currency} ${amount}`).join('; '),
    'decimal',
  ],
];

const ROW_COLUMNS: readonly Column<ResultRow>[] = [
  ['id', (row) => row.id],
  ['at', (row) => row.at],
  ['on', (row) => row.on],
  ['customer_id', (row) => row.customerId],
  ['customer_name', (row) => row.customerName],
  ['sequence_id', (row) => row.sequenceId],
  ['branch_id', (row) => row.branchId],
  ['step_id', (row) => row.stepId],
  ['enrollment_id', (row) => row.enrollmentId],
  ['message_id', (row) => row.messageId],
  ['user_id', (row) => row.userId],
  ['version', (row) => row.version],
  ['channel', (row) => row.channel],
  ['outcome', (row) => row.outcome],
  ['invoice_id', (row) => row.invoiceId],
  ['currency', (row) => row.currency],
  ['amount', (row) => row.amount, 'decimal'],
];

/** Routes of what sequences came to. */
export const resultRoutes = routesOf(resultOperations, {
  getResults: ({ deps, actor, query }) => reportResults(deps, actor, query),
  listResultRows: ({ deps, actor, query }) => listResultRows(deps, actor, query),
  exportResults: async ({ deps, actor, query }) => {
    const { delimiter, bom, decimalMark, ...asked } = query;
    const today = await organisationToday(deps, deps.db, { actor, now: await deps.now() });
    const read = () => reportResults(deps, actor, { ...asked, limit: null });
    const records = recordsOf(GROUP_COLUMNS, { delimiter, bom, decimalMark }, read);
    return new CsvDownload(`results-${today}.csv`, records);
  },
  exportResultRows: async ({ deps, actor, query }) => {
    const { delimiter, bom, decimalMark, ...asked } = query;
    const today = await organisationToday(deps, deps.db, { actor, now: await deps.now() });
    const read = (cursor: string | undefined) =>
      listResultRows(deps, actor, { ...asked, limit: PAGE_ROWS, cursor });
    const records = recordsOf(ROW_COLUMNS, { delimiter, bom, decimalMark }, read);
    return new CsvDownload(`result-rows-${today}.csv`, records);
  },
});
