import type { DryRun } from '../../contracts/programs/program-dry-runs.ts';
import type { Program } from '../../contracts/programs/programs.ts';
import type { Page } from '../../contracts/paging.ts';
import type { ApprovedBatch, ReviewBatch, ReviewItem } from '../../contracts/programs/review-batches.ts';
import { addDays, instantOf } from '../../domain/time/calendar.ts';
import { say } from '../stack/progress.ts';
import { addMailbox, applyDefinition, importSamples } from './opening.ts';
import type { Stage } from './stage.ts';

/** The reconciler leaves a tick this much time. */
const RECONCILED_AFTER_MS = 60_000;
const EDITED_SUBJECT = 'Our talk about your open invoices';

/** A batch with its messages. */
interface Read {
  batch: ReviewBatch;
  items: ReviewItem[];
}

/**
 * Three Mondays of a collection program, through the API: a review with an edit and a rejection, a payment between
 * approval and delivery, a batch that the next run supersedes.
 *
 * @returns what was not as expected
 */
export async function collectForThreeWeeks(input: {
  stage: Stage;
  monday: string;
  zone: string;
}): Promise<string[]> {
  return new Weeks(input).live();
}

class Weeks {
  readonly #stage: Stage;
  readonly #monday: string;
  readonly #zone: string;
  readonly #broken: string[] = [];
  #programId = '';
  /** Its touchpoints, by offset and level. */
  #touchpointIds: string[] = [];

  constructor({ stage, monday, zone }: { stage: Stage; monday: string; zone: string }) {
    this.#stage = stage;
    this.#monday = monday;
    this.#zone = zone;
  }

  async live(): Promise<string[]> {
    await this.#open();
    const paid = await this.#firstRun();
    const undecided = await this.#secondRun();
    await this.#thirdRun(undecided);
    await this.#sumUp(paid);
    return this.#broken;
  }

  async #open(): Promise<void> {
    const { api } = this.#stage;
    await importSamples(this.#stage);
    await this.#stage.api.patch('/v1/organisation', { name: 'Acme Supplies' });
    await addMailbox(this.#stage, this.#zone);
    await applyDefinition(this.#stage, 'program.yaml');
    await this.#stage.settled();
    const { items } = await api.get<Page<{ id: string }>>('/v1/programs');
    this.#programId = items[0]!.id;
    const program = await api.get<Program>(`/v1/programs/${this.#programId}`);
    say(`program "${program.name}": Mondays at ${program.sendTime}, next runs:`);
    for (const run of program.nextRuns.slice(0, 3)) say(`  ${run.localDate}`);
    const { touchpoints } = program;
    this.#touchpointIds = touchpoints.map(({ id }) => id);
    for (const { label, level, delivery } of touchpoints) say(`  ${label} (${level} level, ${delivery})`);
    const dry = await api.post<DryRun>(`/v1/programs/${program.id}/dry-run?limit=1`, { json: {} });
    say(
      `dry run: ${dry.produced} messages, ${dry.leftOut} left out (${dry.reasons.map(({ reason, count }) => `${count} ${reason}`).join(', ')}); ` +
        `with matching "${dry.otherMatching.matching}" it would be ${dry.otherMatching.produced}`,
    );
  }

  /** An edit, a rejection, and a payment that comes in after the approval and before the mail leaves. */
  async #firstRun(): Promise<string> {
    const [first, ...others] = await this.#runOn(0);
    const edited = first!.items[0]!;
    await this.#stage.api.patch(`/v1/review-batches/${first!.batch.id}/items/${edited.id}`, {
      subject: EDITED_SUBJECT,
      contentHash: edited.contentHash,
    });
    say(`» edits the mail to ${edited.customer.name}: "${EDITED_SUBJECT}"`);
    const rejected = others.at(-1)!;
    await this.#stage.api.post(`/v1/review-batches/${rejected.batch.id}/reject`, {
      json: { reason: 'too early in their quarter' },
    });
    say(`» rejects "${rejected.batch.touchpoint.label}" (${rejected.items.length} to go)`);
    await this.#stage.put('/v1/switches', { scope: 'all', isOn: true, reason: 'checking the bank first' });
    for (const { batch } of [first!, ...others.slice(0, -1)]) await this.#approve(batch);
    const payer = first!.items.at(-1)!;
    await this.#payAll(payer.customer.id);
    say(`» while everything is switched off, ${payer.customer.name} pays; then it is switched on again`);
    await this.#stage.put('/v1/switches', { scope: 'all', isOn: false });
    await this.#stage.passUntil((await this.#stage.now()) + RECONCILED_AFTER_MS);
    await this.#tellOutcome();
    this.#expect(
      this.#stage.mail.mails.some(({ subject }) => subject === EDITED_SUBJECT),
      'the edited mail left as edited',
    );
    return payer.customer.id;
  }

  /** One batch is approved, the others wait for nobody. */
  async #secondRun(): Promise<ReviewBatch[]> {
    const [first, ...others] = await this.#runOn(7);
    await this.#approve(first!.batch);
    await this.#tellOutcome();
    say(`» leaves ${others.length} batches undecided`);
    return others.map(({ batch }) => batch);
  }

  async #thirdRun(undecided: readonly ReviewBatch[]): Promise<void> {
    const read = await this.#runOn(14);
    for (const { id, touchpoint } of undecided) {
      const batch = await this.#stage.api.get<ReviewBatch>(`/v1/review-batches/${id}`);
      say(`  last week's "${touchpoint.label}" is ${batch.status}: ${batch.items.superseded} replaced`);
      this.#expect(batch.status === 'superseded', 'an undecided batch is superseded by the next run');
    }
    for (const { batch } of read) await this.#approve(batch);
    await this.#tellOutcome();
  }

  /** Lets a Monday come, and shows what its run proposes. */
  async #runOn(day: number): Promise<Read[]> {
    const date = addDays(this.#monday, day);
    await this.#stage.passUntil(instantOf(date, '09:00', this.#zone) + RECONCILED_AFTER_MS);
    await this.#stage.reconcile();
    say(`\nMonday ${date}, 09:00: the program runs`);
    const read: Read[] = [];
    for (const batch of await this.#batches()) {
      const items = await this.#itemsOf(batch);
      const proposed = items.filter(({ status }) => status === 'proposed');
      say(
        `  to review: "${batch.touchpoint.label}", ${proposed.length} ${proposed.length === 1 ? 'mail' : 'mails'}`,
      );
      for (const { customer, subject, to } of proposed.slice(0, 3))
        say(`    ${customer.name}, ${to.join(', ')}: ${subject}`);
      if (proposed.length > 3) say(`    … and ${proposed.length - 3} more`);
      for (const { customer, errorDetail } of items.filter(({ status }) => status === 'failed'))
        say(`    ${customer.name}: not written. ${errorDetail}`);
      if (proposed.length > 0) read.push({ batch, items: proposed });
    }
    this.#expect(read.length > 1, `there is something to review on ${date}`);
    return read;
  }

  /** The batches that wait, the latest touchpoint first: their ids say nothing, those of a run are of one moment. */
  async #batches(): Promise<ReviewBatch[]> {
    const path = `/v1/review-batches?programId=${this.#programId}&limit=50`;
    const { items } = await this.#stage.api.get<Page<ReviewBatch>>(path);
    const placeOf = ({ touchpoint }: ReviewBatch): number => this.#touchpointIds.indexOf(touchpoint.id);
    return items.toSorted((a, b) => placeOf(b) - placeOf(a));
  }

  /** The messages of a batch, the most overdue first, then by name. */
  async #itemsOf({ id }: ReviewBatch): Promise<ReviewItem[]> {
    const path = `/v1/review-batches/${id}/items?limit=200`;
    const { items } = await this.#stage.api.get<Page<ReviewItem>>(path);
    const nameOf = ({ customer, invoices }: ReviewItem): string =>
      [customer.name, ...invoices.map(({ number }) => number)].join(' ');
    return items.toSorted(
      (a, b) => (b.daysOverdue ?? 0) - (a.daysOverdue ?? 0) || (nameOf(a) < nameOf(b) ? -1 : 1),
    );
  }

  async #approve({ id, touchpoint }: ReviewBatch): Promise<void> {
    const { contentHash } = await this.#stage.api.get<ReviewBatch>(`/v1/review-batches/${id}`);
    const path = `/v1/review-batches/${id}/approve`;
    const done = await this.#stage.api.post<ApprovedBatch>(path, { json: { contentHash } });
    say(`» approves "${touchpoint.label}": ${done.approved} leave, ${done.returned.length} came back`);
    await this.#stage.settled();
  }

  async #payAll(customerId: string): Promise<void> {
    const { items } = await this.#stage.api.get<Page<{ id: string; balance: string; status: string }>>(
      `/v1/invoices?customerId=${customerId}&limit=200`,
    );
    for (const { id, balance } of items.filter(({ status }) => status === 'open'))
      await this.#stage.api.post(`/v1/invoices/${id}/payments`, { json: { amount: balance } });
  }

  async #tellOutcome(): Promise<void> {
    const { db } = this.#stage;
    const run = await db.programRun.findFirstOrThrow({
      where: { programId: this.#programId, generatedAt: { not: null } },
      orderBy: { nominalAt: 'desc' },
    });
    const groups = await db.scheduledTouchpoint.groupBy({
      by: ['status', 'reason', 'heldReason'],
      where: { runId: run.id },
      _count: true,
      orderBy: [{ status: 'asc' }, { reason: 'asc' }, { heldReason: 'asc' }],
    });
    for (const { status, reason, heldReason, _count } of groups) {
      const why = heldReason ?? reason;
      say(`  ${String(_count).padStart(3)} ${status}${why === null ? '' : ` (${why.replaceAll('_', ' ')})`}`);
    }
  }

  async #sumUp(paidCustomerId: string): Promise<void> {
    const { db, mail } = this.#stage;
    const ledger = await db.message.findMany({
      where: { status: 'sent' },
      orderBy: [{ handedOverAt: 'asc' }, { id: 'asc' }],
    });
    const received = mail.mails.map(({ messageId }) => messageId);
    say(`\nIn three weeks ${received.length} mails left.`);
    this.#expect(new Set(received).size === received.length, 'no mail arrives twice');
    this.#expect(
      received.toSorted().join() ===
        ledger
          .map(({ id }) => id)
          .toSorted()
          .join(),
      'what the server accepted is what the ledger says',
    );
    this.#expect(
      ledger.every(({ customerId }) => customerId !== paidCustomerId),
      'whoever paid between approval and delivery gets no mail',
    );
    const days = new Map<string, Set<string>>();
    for (const { customerId, handedOverAt, runId } of ledger) {
      const key = `${customerId} ${handedOverAt!.toISOString().slice(0, 10)}`;
      days.set(key, (days.get(key) ?? new Set()).add(runId ?? ''));
    }
    this.#expect(
      [...days.values()].every((runs) => runs.size === 1),
      'a customer hears of one run a day',
    );
  }

  #expect(holds: boolean, what: string): void {
    if (!holds) this.#broken.push(what);
  }
}
