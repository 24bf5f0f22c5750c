import { confirmPass } from '../../../commands/automations/passes/confirm-pass.ts';
import { dryRunAutomation } from '../../../commands/automations/passes/dry-run.ts';
import {
  listMoves,
  listPasses,
  listRecords,
  readPass,
} from '../../../commands/automations/passes/read-passes.ts';
import { retryPass } from '../../../commands/automations/passes/retry-pass.ts';
import { runPassNow } from '../../../commands/automations/passes/run-now.ts';
import type { AutomationRecordView } from '../../../contracts/automations/passes.ts';
import { passOperations } from '../../../contracts/automations/passes.operations.ts';
import { recordsOf, type Column } from '../../csv-records.ts';
import { CsvDownload } from '../../answers.ts';
import { routesOf } from '../../handle.ts';

/** Rows of one statement and of one piece of the file. */
const PAGE_ROWS = 1_000;

const COLUMNS: readonly Column<AutomationRecordView>[] = [
  ['customer_id', (row) => row.customerId],
  ['customer_name', (row) => row.customerName],
  ['status', (row) => row.status],
  ['reason', (row) => row.text],
  ['finished_at', (row) => row.finishedAt],
  [
    'effects',
    ({ effects }) => effects.map(({ key, status, text }) => `${key}: ${text ?? status}`).join('; '),
  ],
];

/** Routes of the passes of automations. */
export const passRoutes = routesOf(passOperations, {
  listAutomationPasses: ({ deps, actor, params, query }) => listPasses(deps, actor, { ...params, ...query }),
  getAutomationPass: ({ deps, actor, params }) => readPass(deps, actor, params),
  listAutomationRecords: ({ deps, actor, params, query }) =>
    listRecords(deps, actor, { ...params, ...query }),
  exportAutomationRecords: async ({ deps, actor, query }) => {
    const { delimiter, bom, decimalMark, ...asked } = query;
    const { nominalAt } = await readPass(deps, actor, asked);
    const read = (cursor: string | undefined) =>
      listRecords(deps, actor, { ...asked, limit: PAGE_ROWS, cursor });
    const records = recordsOf(COLUMNS, { delimiter, bom, decimalMark }, read);
    return new CsvDownload(`automation-records-${nominalAt.slice(0, 10)}.csv`, records);
  },
  listAutomationMoves: ({ deps, actor, params, query }) => listMoves(deps, actor, { ...params, ...query }),
  dryRunAutomation: ({ deps, actor, params, body }) => dryRunAutomation(deps, actor, { ...params, ...body }),
  runAutomation: ({ deps, actor, params }) => runPassNow(deps, actor, params),
  confirmAutomationPass: ({ deps, actor, params, body }) => confirmPass(deps, actor, { ...params, ...body }),
  retryAutomationPass: ({ deps, actor, params }) => retryPass(deps, actor, params),
});
