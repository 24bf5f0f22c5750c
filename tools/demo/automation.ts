import type { AudiencePreview } from '../../contracts/automations/audience-preview.ts';
import type { Automation } from '../../contracts/automations/automations.ts';
import type {
  AutomationDryRun,
  AutomationMoveView,
  AutomationPassView,
  AutomationRecordView,
} from '../../contracts/automations/passes.ts';
import type { Page } from '../../contracts/paging.ts';
import { addDays, instantOf, localDateOf, localTimeOf } from '../../domain/time/calendar.ts';
import { automationRunWorkflowId } from '../../workflows/automations/automation-run.messages.ts';
import { say } from '../stack/progress.ts';
import {
  CAST,
  logCall,
  OWNER_EMAIL,
  prepareSilence,
  putLabel,
  silentDebtors,
  type Silence,
} from './silence.ts';
import type { Stage } from './stage.ts';

/**
 * Three weeks of an automation (A1-A8), through the API: a preview, a dry run, a number that a person confirms, a call that
 * brings somebody in, a payment that takes somebody out, a day that arrives by itself.
 *
 * @returns what was not as expected
 */
export async function automateForThreeWeeks(input: {
  stage: Stage;
  monday: string;
  zone: string;
}): Promise<string[]> {
  return new Weeks(input, await prepareSilence(input.stage, input.zone)).live();
}

class Weeks {
  readonly #stage: Stage;
  readonly #monday: string;
  readonly #zone: string;
  readonly #silence: Silence;
  readonly #broken: string[] = [];
  /** Whom passes acted on, and whom they were to act on; passes that were told. */
  readonly #acted: string[] = [];
  readonly #due: string[] = [];
  readonly #shown: string[] = [];
  #day = 0;
  #path = '';
  #automationId = '';

  constructor({ stage, monday, zone }: { stage: Stage; monday: string; zone: string }, silence: Silence) {
    this.#stage = stage;
    this.#monday = monday;
    this.#zone = zone;
    this.#silence = silence;
  }

  async live(): Promise<string[]> {
    await this.#until(0, '09:00');
    await this.#askFirst();
    await this.#firstPass();
    await this.#until(2, '10:00');
    say(`\nWednesday: » a third call to ${this.#nameOf(CAST.called)}, and nobody answers`);
    await logCall(this.#stage, this.#idOf(CAST.called), 0);
    await this.#look('changes', [CAST.called]);
    await this.#until(3, '11:00');
    say(`\nThursday: » ${this.#nameOf(CAST.payer)} pays everything`);
    await this.#payAll(this.#idOf(CAST.payer));
    await this.#look('changes', []);
    await this.#until(7, '09:02');
    say('\nMonday: the pass of the second week');
    await this.#look('scheduled', [CAST.wrote]);
    await this.#until(9, '10:00');
    say(`\nWednesday: » ${this.#nameOf(CAST.silent)} goes to court`);
    await putLabel(this.#stage, this.#idOf(CAST.silent), this.#silence.litigationLabelId);
    await this.#look('changes', []);
    await this.#until(14, '09:02');
    say('\nMonday: the pass of the third week');
    await this.#look('scheduled', []);
    await this.#until(18, '12:00');
    await this.#sumUp();
    return this.#broken;
  }

  /** Who it would be, asked before anything is done. */
  async #askFirst(): Promise<void> {
    const { api } = this.#stage;
    const draft = silentDebtors(this.#silence);
    const { audience } = draft;
    const preview = await api.post<AudiencePreview>('/v1/audiences/preview', { json: { audience } });
    say(`\npreview: ${preview.count} fit: ${preview.sample.map(({ name }) => name).join(', ')}`);
    for (const { path, alone, takesAway } of preview.rules)
      say(`  ${path}: alone it lets ${alone} through, here it keeps ${takesAway} out`);
    const { id } = await api.post<Automation>('/v1/automations', { json: draft });
    this.#automationId = id;
    this.#path = `/v1/automations/${id}`;
    const dry = await api.post<AutomationDryRun>(`${this.#path}/dry-run`, { json: {} });
    for (const { customerName, actions } of dry.items)
      say(`  dry run: ${customerName}: ${actions.join(', ')}`);
    const expected = [CAST.silent, CAST.payer].map((one) => this.#idOf(one)).toSorted();
    this.#expect(
      dry.items
        .map(({ customerId }) => customerId)
        .toSorted()
        .join() === expected.join(),
      'the dry run names the two who fit',
    );
    this.#expect(preview.count === dry.count, 'preview and dry run count the same');
    this.#expect(dry.waitsBecause === 'first_time', 'the dry run says that a person will be asked');
    this.#expect(
      (await this.#stage.db.automationEffect.count()) === 0 && this.#stage.mail.mails.length === 0,
      'asking does nothing',
    );
  }

  /** Set running: it waits for a person's word, and then acts. */
  async #firstPass(): Promise<void> {
    const { api } = this.#stage;
    await api.post(`${this.#path}/start`, { json: {} });
    await this.#stage.settled();
    const pass = await this.#newestPass();
    say(`\nMonday, 09:00: » sets it running`);
    say(`  ${pass.status}: ${pass.counts.total} customers. ${pass.text ?? ''}`);
    say(`  Temporal Web: ${await this.#detailsOf(pass, 'waits for a confirmation')}`);
    this.#expect(pass.status === 'waiting', 'the first pass waits for a person');
    say(`» confirms ${pass.counts.total}`);
    const size = pass.counts.total;
    await api.post(`${this.#path}/passes/${pass.id}/confirm`, { json: { size } });
    await this.#look('scheduled', [CAST.silent, CAST.payer]);
  }

  /** Lets the feed and the reconciler look, and shows what the newest pass did, if there is a new one. */
  async #look(kind: AutomationPassView['kind'], acted: readonly string[]): Promise<void> {
    const before = new Set(this.#shown);
    await this.#stage.reconcile();
    const passes = (await this.#passes()).filter(({ id, status }) => status === 'done' && !before.has(id));
    for (const pass of passes) {
      this.#shown.push(pass.id);
      const { total, done, failed } = pass.counts;
      say(
        `  pass (${pass.kind}): ${total} ${total === 1 ? 'customer' : 'customers'}, ${done} done, ${failed} failed`,
      );
      say(`  Temporal Web: ${await this.#detailsOf(pass, `${done} of ${total} done`)}`);
      this.#expect(pass.kind === kind, `a pass of kind ${kind}`);
      const { items } = await this.#stage.api.get<Page<AutomationRecordView>>(
        `${this.#path}/passes/${pass.id}/records`,
      );
      for (const { customerName, effects } of items)
        say(`    ${customerName}: ${effects.map(({ key, status }) => `${key} ${status}`).join(', ')}`);
      this.#acted.push(...items.map(({ customerId }) => customerId));
    }
    if (passes.length === 0) say('  nobody came in: no pass');
    this.#due.push(...acted.map((one) => this.#idOf(one)));
    this.#expect(
      this.#acted.toSorted().join() === this.#due.toSorted().join(),
      `acted on ${acted.length === 0 ? 'nobody' : acted.map((one) => this.#nameOf(one)).join(', ')}`,
    );
  }

  async #sumUp(): Promise<void> {
    const { api, db, mail } = this.#stage;
    const { items: moves } = await api.get<Page<AutomationMoveView>>(`${this.#path}/moves?limit=200`);
    say('\nWho came in and went out');
    for (const { customerName, isIn, at } of moves.toReversed())
      say(`  ${this.#clock(at)}  ${isIn ? 'in ' : 'out'}  ${customerName}`);
    const went = moves.filter(({ isIn }) => !isIn).map(({ customerId }) => customerId);
    this.#expect(
      went.toSorted().join() ===
        [CAST.payer, CAST.silent]
          .map((one) => this.#idOf(one))
          .toSorted()
          .join(),
      'a payment and a label took one out each',
    );
    const told = mail.mails.filter(({ to }) => to.includes(OWNER_EMAIL));
    say(
      `\nIn three weeks the owner was told ${told.length} times, and ${mail.mails.length - told.length} mails went to customers.`,
    );
    for (const { subject } of told) say(`  ${subject}`);
    this.#expect(
      told
        .map(({ subject }) => subject)
        .toSorted()
        .join() ===
        this.#due
          .map((id) => `${this.#nameById(id)} does not answer`)
          .toSorted()
          .join(),
      'the owner was told of each of them, once',
    );
    const effects = await db.automationEffect.groupBy({
      by: ['customerId', 'actionKey'],
      where: { status: 'done' },
      _count: true,
      orderBy: [{ customerId: 'asc' }, { actionKey: 'asc' }],
    });
    this.#expect(
      effects.length === 3 * this.#due.length && effects.every(({ _count }) => _count === 1),
      'each action was applied once to each of them',
    );
    const { silentLabelId, sequenceId } = this.#silence;
    this.#expect(
      (await db.customerLabel.count({ where: { labelId: silentLabelId } })) === this.#due.length &&
        (await db.enrollment.count({ where: { sequenceId } })) === this.#due.length,
      'each has the label and is enrolled',
    );
    const paid = await db.enrollment.findFirstOrThrow({
      where: { sequenceId, customerId: this.#idOf(CAST.payer) },
    });
    this.#expect(!paid.isLive, 'who has paid is not written to any more');
    const differing = await db.reconcileFinding.count({ where: { kind: 'membership_differs' } });
    this.#expect(differing === 0, 'the comparisons of the nights find no difference');
  }

  async #payAll(customerId: string): Promise<void> {
    const { items } = await this.#stage.api.get<Page<{ id: string; balance: string; status: string }>>(
      `/v1/invoices?customerId=${customerId}&limit=200`,
    );
    for (const { id, balance } of items.filter(({ status }) => status === 'open'))
      await this.#stage.api.post(`/v1/invoices/${id}/payments`, { json: { amount: balance } });
  }

  /** Lets days pass; the product looks each night, as it always does. */
  async #until(day: number, time: string): Promise<void> {
    for (; this.#day < day; this.#day++) {
      await this.#stage.passUntil(instantOf(addDays(this.#monday, this.#day + 1), '00:40', this.#zone));
      if (this.#automationId !== '') await this.#stage.reconcile();
    }
    await this.#stage.passUntil(instantOf(addDays(this.#monday, day), time, this.#zone));
  }

  async #passes(): Promise<AutomationPassView[]> {
    const { items } = await this.#stage.api.get<Page<AutomationPassView>>(`${this.#path}/passes?limit=200`);
    return items.filter(({ status }) => status !== 'expected');
  }

  async #newestPass(): Promise<AutomationPassView> {
    const [pass] = await this.#passes();
    if (!pass) throw new Error('the automation has no pass');
    return pass;
  }

  #detailsOf({ id }: AutomationPassView, words: string): Promise<string> {
    return this.#stage.detailsOf(automationRunWorkflowId(this.#automationId, id), words);
  }

  #clock(at: string): string {
    const instant = Date.parse(at);
    return `${localDateOf(instant, this.#zone)} ${localTimeOf(instant, this.#zone)}`;
  }

  #idOf(externalId: string): string {
    return this.#silence.customers.get(externalId)!.id;
  }

  #nameOf(externalId: string): string {
    return this.#silence.customers.get(externalId)!.name;
  }

  #nameById(id: string): string {
    return [...this.#silence.customers.values()].find((customer) => customer.id === id)!.name;
  }

  #expect(holds: boolean, what: string): void {
    if (!holds) this.#broken.push(what);
  }
}
