import { generateRun } from '../../../commands/programs/runs/generate-run.ts';
import { rescheduleRuns } from '../../../commands/programs/reschedule-runs.ts';
import { startDueRun } from '../../../commands/programs/runs/start-due-run.ts';
import {
  createDebtor,
  createProgramRow,
  createTouchpointRow,
  type DebtorFixture,
} from '../rows/program-fixture.ts';
import { ApiFixture } from '../servers/api-fixture.ts';

/** Programs before and after their run: it is Monday 2 March 2026, 08:00 UTC; they run on Mondays at 09:00. */
export class DryRunWorld extends ApiFixture {
  mailboxId = '';

  override async open(): Promise<void> {
    await super.open();
    const smtp = { host: 'localhost', port: 25, security: 'none' };
    const mailbox = await this.ok('POST', '/v1/mailboxes', {
      body: { name: 'AR', fromAddress: 'ar@acme.example', fromName: 'AR', zone: 'UTC', smtp, dailyCap: 2 },
    });
    this.mailboxId = mailbox.id;
    await this.ok('POST', `/v1/mailboxes/${this.mailboxId}/verify`);
  }

  /** Begins a test: the clock at its start, no customer and no program. */
  async begin(): Promise<void> {
    this.now = Date.parse('2026-03-02T08:00:00Z');
    await this.database.db
      .$executeRaw`TRUNCATE customer, program, program_run, program_enrollment, scheduled_touchpoint CASCADE`;
  }

  /** A program with touchpoints at these offsets, and one of invoice level at day 10. */
  async programWith(offsets: readonly number[]): Promise<string> {
    const { db } = this.database;
    const { now, mailboxId } = this;
    const programId = await createProgramRow(db, { now, authorId: this.adminId, mailboxId });
    for (const offsetDays of offsets) await createTouchpointRow(db, { now, programId, offsetDays });
    await createTouchpointRow(db, { now, programId, offsetDays: 10, level: 'invoice' });
    await db.$transaction((tx) => rescheduleRuns(this.deps, tx, { programId, now }));
    return programId;
  }

  debtor(name: string, invoices: DebtorFixture['invoices']) {
    return createDebtor(this.database.db, { now: this.now, name, invoices });
  }

  /** Lets the program run at its time. */
  async run(programId: string): Promise<void> {
    this.now = Date.parse('2026-03-02T09:00:00Z');
    const { runId } = await startDueRun(this.deps, { programId });
    await generateRun(this.deps, { runId: runId! });
  }
}
