import type { AutomationAction } from '../../../contracts/automations/actions.ts';
import type { PassDirective } from '../../../contracts/automations/directives.ts';
import { followCalendar } from '../../../commands/automations/passes/follow-calendar.ts';
import type { PassParts } from '../../../commands/automations/passes/parts.ts';
import { PASS_PARTS } from '../../../commands/automations/passes/pass-parts.ts';
import { startDuePass } from '../../../commands/automations/passes/start-due-pass.ts';
import { followMembers } from '../../../commands/automations/membership/follow-members.ts';
import type { CommandDeps } from '../../../commands/deps.ts';
import { takePending } from '../../../commands/automations/passes/take-pending.ts';
import { workPass } from '../../../commands/automations/passes/work-pass.ts';
import type { Json } from '../servers/api-fixture.ts';
import { AudienceWorld } from './audience-world.ts';

/** A pass as its rows say it. */
export interface PassRows {
  id: string;
  at: string;
  status: string;
  reason: string | null;
  records: number;
}

/**
 * The API with automations whose ticks and passes a test runs by hand, in Europe/Berlin, on Monday 2030-06-03 at 08:00. The
 * audience is everybody named `Customer …`; the first-time confirmation is out of the way.
 */
export class PassWorld extends AudienceWorld {
  /** What passes do their work with: a test puts its hand in here. */
  parts: PassParts = PASS_PARTS;
  hit = '';

  override async open(): Promise<void> {
    await super.open();
    this.at('06-03 08:00');
    const group = await this.ok('POST', '/v1/label-groups', { body: { name: 'States' } });
    this.hit = (await this.ok('POST', `/v1/label-groups/${group.id}/labels`, { body: { name: 'hit' } })).id;
    await this.confirmAbove(1_000_000);
  }

  /** Moves the clock to a time of summer 2030 in Berlin, `06-03 09:00`. */
  at(local: string): void {
    this.now = Date.parse(`2030-${local.replace(' ', 'T')}:00+02:00`);
  }

  async confirmAbove(confirmAbove: number): Promise<void> {
    await this.ok('PATCH', '/v1/organisation', { body: { automations: { confirmAbove } } });
  }

  /** Customers who belong to the audience, in the order of their ids. */
  async crowd(count: number): Promise<string[]> {
    const first = await this.add('Customer 1');
    const ids = Array.from({ length: count - 1 }, () => this.deps.newId('customer'));
    await this.deps.db.$executeRaw`
      INSERT INTO customer SELECT (jsonb_populate_record(NULL::customer, to_jsonb(c) || jsonb_build_object(
        'id', other.id, 'name', 'Customer ' || n, 'name_key', 'customer ' || n))).*
      FROM customer c, unnest(${ids}::text[]) WITH ORDINALITY AS other(id, n) WHERE c.id = ${first}`;
    return [first, ...ids].sort();
  }

  /** Takes a customer out of the audience, or in again. */
  rename(customerId: string, name: string): Promise<Json> {
    return this.ok('PATCH', `/v1/customers/${customerId}`, { body: { name } });
  }

  /** An automation that runs daily from Monday 09:00 and adds a label, unless said otherwise; answers its id. */
  async automation(body: Json = {}, sight = 'all'): Promise<string> {
    const { id } = await this.ok('POST', '/v1/automations', {
      body: {
        name: `Automation ${Math.random()}`,
        audience: {
          kind: 'all',
          nodes: [{ kind: 'field', field: 'name', op: 'starts_with', value: 'Customer' }],
        },
        actions: [{ kind: 'add_label', key: 'hit', labelId: this.hit }],
        startsAt: '2030-06-03T07:00:00.000Z',
        isOngoing: true,
        every: { amount: 1, unit: 'day' },
        ...body,
      },
    });
    await this.act(id, 'start', { sight });
    return id;
  }

  /** `start`, `pause`, `resume`, `deactivate` or `complete`. */
  act(automationId: string, what: string, body: Json = {}): Promise<Json> {
    return this.ok('POST', `/v1/automations/${automationId}/${what}`, { body });
  }

  /** Lets the schedule fire, and works off whatever is open. */
  async tick(automationId: string): Promise<PassDirective | null> {
    await startDuePass(this.deps, { automationId });
    return this.work(automationId);
  }

  /** Looks at whoever changed, as the product does within a minute, and at who of them came in. */
  async look(): Promise<void> {
    const takeIn = (deps: CommandDeps, input: { automationId: string }) =>
      takePending(deps, input, this.parts);
    const round = followMembers(this.deps, { takePending: takeIn, pauseUnreadable: () => Promise.resolve() });
    while (await round());
  }

  /** Works at the open pass until it waits or none is open. Null: none was. */
  async work(automationId: string): Promise<PassDirective | null> {
    const { db, store } = this.deps;
    let last: PassDirective | null = null;
    for (;;) {
      const open = await store.automationPasses.findOpen(db, automationId);
      if (!open) return last;
      last = await this.go(open.id);
      if (last.kind === 'wait') return last;
    }
  }

  /** One go at a pass. */
  go(
    passId: string,
    { deps = this.deps, ...change }: { deps?: CommandDeps; isOver?: () => boolean } = {},
  ): Promise<PassDirective> {
    return workPass(deps, { passId, isOver: () => false, ...change }, this.parts);
  }

  /**
   * What a worker works with that dies at its n-th transaction: with it, before its commit, or right behind it. Whatever
   * it does after that comes to nothing.
   */
  dyingAt(n: number, when: 'before its commit' | 'after its commit'): CommandDeps {
    let begun = 0;
    let isDead = false;
    const die = (): never => {
      isDead = true;
      throw new Error('killed');
    };
    const run = this.deps.db.$transaction.bind(this.deps.db) as (...args: unknown[]) => Promise<unknown>;
    const $transaction = async (body: (tx: unknown) => Promise<unknown>, options: unknown) => {
      const isLast = ++begun === n;
      if (isDead) die();
      const result = await run(async (tx: unknown) => {
        const done = await body(tx);
        return isDead || (isLast && when === 'before its commit') ? die() : done;
      }, options);
      return isLast || isDead ? die() : result;
    };
    const db = new Proxy(this.deps.db, {
      get: (target, name) => (name === '$transaction' ? $transaction : Reflect.get(target, name)),
    });
    return { ...this.deps, db };
  }

  follow(automationId: string): Promise<void> {
    return followCalendar(this.deps, automationId);
  }

  /** The passes of an automation that began or were skipped, in order. */
  async passes(automationId: string): Promise<PassRows[]> {
    const rows = await this.deps.db.automationPass.findMany({
      where: { automationId, status: { not: 'expected' } },
      include: { _count: { select: { records: true } } },
      orderBy: [{ nominalAt: 'asc' }, { id: 'asc' }],
    });
    return rows.map(({ id, nominalAt, status, reason, _count }) => ({
      id,
      at: new Date(nominalAt.getTime() + 2 * 3_600_000).toISOString().slice(5, 16).replace('T', ' '),
      status,
      reason,
      records: _count.records,
    }));
  }

  /** Statuses of the records of a pass, by customer. */
  async records(passId: string): Promise<Map<string, string>> {
    const rows = await this.deps.db.automationRecord.findMany({
      where: { passId },
      orderBy: { customerId: 'asc' },
    });
    return new Map(
      rows.map(({ customerId, status, reason }) => [customerId, reason ? `${status}: ${reason}` : status]),
    );
  }

  /** Effects of an automation as `key status reason`, for each customer in the order they were written. */
  async effects(automationId: string, customerId: string): Promise<string[]> {
    const rows = await this.deps.db.automationEffect.findMany({
      where: { automationId, customerId },
      orderBy: [{ at: 'asc' }, { ordinal: 'asc' }],
    });
    return rows.map(({ actionKey, status, reason }) => [actionKey, status, reason].filter(Boolean).join(' '));
  }

  /** Lets an action do what a test says, beside the real ones. */
  replace(kind: AutomationAction['kind'], apply: PassParts['applyAction']): void {
    const { parts } = this;
    this.parts = {
      ...parts,
      applyAction: (deps, tx, input) =>
        input.action.kind === kind ? apply(deps, tx, input) : parts.applyAction(deps, tx, input),
    };
  }
}
