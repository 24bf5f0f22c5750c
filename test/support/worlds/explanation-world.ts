import { planProgram } from '../../../commands/programs/plan-program.ts';
import type { ApiFixture, Json } from '../servers/api-fixture.ts';
import {
  createDebtor,
  createProgramRow,
  createTouchpointRow,
  type DebtorFixture,
  type TouchpointFixture,
} from '../rows/program-fixture.ts';
import { createRunRow } from './touchpoint-rows.ts';

/** Where the next run is: an hour from the time of the fixture. */
export const NEXT_RUN = '2026-03-02T09:00:00.000Z';

/** What tests of explanations set up and ask. */
export function explanationWorld(api: ApiFixture) {
  let mailboxId = '';
  return {
    mailboxId: () => mailboxId,

    async open(): Promise<void> {
      await api.open();
      const mailbox = await api.ok('POST', '/v1/mailboxes', {
        body: {
          name: 'Receivables',
          fromAddress: 'ar@example.com',
          fromName: 'Acme',
          smtp: { host: 'smtp.example.com', port: 587, security: 'starttls' },
          zone: 'UTC',
        },
      });
      mailboxId = mailbox.id;
      await api.ok('PATCH', '/v1/organisation', { body: { defaultMailboxId: mailboxId } });
    },

    /** One program a test: those of the tests before have no say. */
    async startAnew(): Promise<void> {
      const { db } = api.database;
      const data = { status: 'working', statusReason: null };
      await db.mailbox.update({ where: { id: mailboxId }, data });
      await db.program.updateMany({ data: { status: 'archived' } });
    },

    /** An active program whose next run is expected. */
    async program(
      touchpoints: readonly Partial<TouchpointFixture>[],
    ): Promise<{ programId: string; touchpointIds: string[] }> {
      const { now, adminId: authorId } = api;
      const { db } = api.database;
      const programId = await createProgramRow(db, { now, authorId });
      const touchpointIds: string[] = [];
      for (const each of touchpoints) {
        touchpointIds.push(await createTouchpointRow(db, { now, programId, offsetDays: 1, ...each }));
      }
      await createRunRow(api, { programId, status: 'expected' });
      return { programId, touchpointIds };
    },

    debtor: (
      invoices: DebtorFixture['invoices'] = [{ daysOverdue: 10 }],
      more: Partial<DebtorFixture> = {},
    ) => createDebtor(api.database.db, { now: api.now, invoices, ...more }),
    plan: (programId: string) => planProgram(api.deps, { programId, planVersion: 2 }),
    explain: (customerId: string, key = api.adminKey): Promise<Json> =>
      api.ok('GET', `/v1/customers/${customerId}/explanation`, { key }),
    explainOne: (id: string): Promise<Json> => api.ok('GET', `/v1/scheduled-touchpoints/${id}/explanation`),
  };
}

/** The codes of reasons, in their order. */
export const codesOf = (reasons: Json[]): string[] => reasons.map((reason) => reason.code);
