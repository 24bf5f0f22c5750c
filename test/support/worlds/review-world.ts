import type { ApiConfig } from '../../../api/deps.ts';
import { prepareRun } from '../../../commands/programs/runs/prepare-run.ts';
import type { RunStatus } from '../../../contracts/programs/kinds.ts';
import { ApiFixture, type Answer, type Json } from '../servers/api-fixture.ts';
import { createMailbox } from './open-batch.ts';
import {
  createDebtor,
  createProgramRow,
  createTouchpointRow,
  type DebtorFixture,
  type ProgramFixture,
  type TouchpointFixture,
} from '../rows/program-fixture.ts';
import { byHand } from '../rows/by-hand.ts';
import { createBatchRow, createRunRow, createScheduledRow } from './touchpoint-rows.ts';

/** One message of a batch, and whom it is for. */
export interface Item {
  itemId: string;
  customerId: string;
  contactId: string;
  invoiceIds: string[];
  email: string | null;
}

/** A batch that a run left. */
export interface Proposal {
  programId: string;
  touchpointId: string;
  runId: string;
  batchId: string;
  items: Item[];
}

/** What a test may say about a batch. */
interface ProposalFixture {
  debtors?: readonly Omit<DebtorFixture, 'now'>[];
  touchpoint?: Partial<TouchpointFixture>;
  program?: Partial<ProgramFixture>;
  /** Another batch of the same program; its runs are one a day. */
  of?: Pick<Proposal, 'programId'> & Partial<Pick<Proposal, 'touchpointId' | 'runId'>>;
  localDate?: string;
  /** Its messages are not written yet. */
  isUnwritten?: boolean;
}

const ONE: ProposalFixture['debtors'] = [{ invoices: [{ daysOverdue: 10 }] }];

/** The API with batches as runs leave them: the rows of generation, and messages written by the product itself. */
export class ReviewWorld extends ApiFixture {
  mailboxId = '';
  #offset = 0;

  override async open(config: Partial<ApiConfig> = {}): Promise<void> {
    await super.open(config);
    this.mailboxId = await createMailbox(this);
  }

  get db() {
    return this.database.db;
  }

  /** A batch of one touchpoint, open for review; of a debtor 10 days late unless told otherwise. */
  async propose(input: ProposalFixture = {}): Promise<Proposal> {
    const { debtors = ONE!, touchpoint, program, of, localDate, isUnwritten = false } = input;
    const { now, adminId: authorId, db } = this;
    const programId = of?.programId ?? (await createProgramRow(db, { now, authorId, ...program }));
    const touchpointId =
      of?.touchpointId ??
      (await createTouchpointRow(db, { now, programId, offsetDays: ++this.#offset, ...touchpoint }));
    const runId = of?.runId ?? (await this.#run(programId, localDate));
    const preparing = { where: { id: runId }, data: { status: 'preparing' } };
    await byHand(db, (tx) => tx.programRun.update(preparing));
    const batchId = await createBatchRow(this, { programId, touchpointId, runId, status: 'preparing' });
    const items: Item[] = [];
    for (const debtor of debtors) {
      const payer = await createDebtor(db, { currency: 'EUR', ...debtor, now });
      const daysOverdue = Math.max(...debtor.invoices.map((invoice) => invoice.daysOverdue));
      const item = await this.item({ programId, touchpointId, runId, batchId }, payer, touchpoint?.level);
      await db.scheduledTouchpoint.update({ where: { id: item }, data: { daysOverdue } });
      items.push({ itemId: item, ...payer });
    }
    if (!isUnwritten) await prepareRun(this.deps, { runId });
    return { programId, touchpointId, runId, batchId, items };
  }

  /** Writes what is not written, as the run does. */
  async prepare({ runId }: Pick<Proposal, 'runId'>): Promise<void> {
    await prepareRun(this.deps, { runId });
  }

  /** A proposed message that is not written yet. */
  item(
    { programId, touchpointId, runId, batchId }: Omit<Proposal, 'items'>,
    payer: Pick<Item, 'customerId' | 'invoiceIds'>,
    level: TouchpointFixture['level'] = 'account',
  ): Promise<string> {
    const invoiceId = payer.invoiceIds[0];
    const about = level === 'invoice' && invoiceId ? { invoiceId } : {};
    const { customerId } = payer;
    const of = { programId, touchpointId, runId, batchId };
    return createScheduledRow(this, { ...of, customerId, ...about, status: 'proposed' });
  }

  batch(of: Pick<Proposal, 'batchId'>, key = this.adminKey): Promise<Json> {
    return this.ok('GET', `/v1/review-batches/${of.batchId}`, { key });
  }

  async items(of: Pick<Proposal, 'batchId'>, query = ''): Promise<Json[]> {
    return (await this.ok('GET', `/v1/review-batches/${of.batchId}/items${query}`)).items;
  }

  /** One message as a reviewer sees it. */
  async show(of: Pick<Proposal, 'batchId'>, { itemId }: Pick<Item, 'itemId'>): Promise<Json> {
    return (await this.items(of)).find((item) => item.id === itemId);
  }

  /** Approves what is to be seen now, or what was seen before. */
  async approve(
    of: Pick<Proposal, 'batchId'>,
    { key = this.adminKey, seen, except }: { key?: string; seen?: string; except?: string[] } = {},
  ): Promise<Answer> {
    const contentHash = seen ?? (await this.batch(of, key)).contentHash;
    const body = { contentHash, ...(except && { except }) };
    return this.call('POST', `/v1/review-batches/${of.batchId}/approve`, { key, body });
  }

  /** Edits a message as it is to be seen now, or as it was seen before. */
  async edit(
    of: Pick<Proposal, 'batchId'>,
    { itemId }: Pick<Item, 'itemId'>,
    { seen, ...edit }: Record<string, unknown> & { seen?: string },
  ): Promise<Answer> {
    const contentHash = seen ?? (await this.show(of, { itemId })).contentHash;
    const path = `/v1/review-batches/${of.batchId}/items/${itemId}`;
    return this.call('PATCH', path, { body: { ...edit, contentHash } });
  }

  row({ itemId }: Pick<Item, 'itemId'>) {
    return this.db.scheduledTouchpoint.findUniqueOrThrow({ where: { id: itemId } });
  }

  async statuses({ items }: Pick<Proposal, 'items'>): Promise<string[]> {
    return Promise.all(items.map(async (item) => (await this.row(item)).status));
  }

  async runStatus({ runId }: Pick<Proposal, 'runId'>): Promise<string> {
    return (await this.db.programRun.findUniqueOrThrow({ where: { id: runId } })).status;
  }

  pay({ invoiceIds }: Pick<Item, 'invoiceIds'>, amount: string): Promise<Json> {
    return this.ok('POST', `/v1/invoices/${invoiceIds[0]}/payments`, { body: { amount } });
  }

  async #run(programId: string, localDate?: string): Promise<string> {
    const status: RunStatus = 'preparing';
    const on = localDate === undefined ? {} : { localDate };
    return createRunRow(this, { programId, status, isCurrent: true, ...on });
  }
}
