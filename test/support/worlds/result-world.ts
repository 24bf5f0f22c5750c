import { newId } from '../../../infra/ids.ts';
import { ApiFixture, type Json } from '../servers/api-fixture.ts';

/** Figures that a reply shows, by their path, as far as they are not null. */
export function figuresOf(numbers: Json): Map<string, number> {
  const figures = new Map<string, number>();
  for (const channel of ['mail', 'sms'] as const) {
    for (const [name, value] of Object.entries<Json>(numbers[channel])) {
      figures.set(`${channel}.${name}`, typeof value === 'number' ? value : value.count);
      for (const other of ['machine', 'unclear'])
        if (value[other] !== undefined) figures.set(`${channel}.${name}.${other}`, value[other]);
    }
  }
  figures.set('tasks.completed', numbers.tasks.completed);
  if (numbers.tasks.toDo !== null) figures.set('tasks.toDo', numbers.tasks.toDo);
  for (const [name, count] of Object.entries<Json>(numbers.enrollments ?? {}))
    figures.set(`enrollments.${name}`, count);
  return figures;
}

const queryOf = (query: Record<string, unknown>): string =>
  new URLSearchParams(
    Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)])),
  ).toString();

/** Steps of sequences that were done, as rows: whoever wrote them, results are derived from them. */
export class ResultWorld extends ApiFixture {
  /** A sequence with steps: type by label. */
  async sequence(
    name: string,
    steps: Record<string, 'email' | 'sms' | 'call'>,
  ): Promise<{ id: string; stepOf: Record<string, string> }> {
    const { id } = await this.ok('POST', '/v1/sequences', { body: { name, zone: 'Europe/Berlin' } });
    const stepOf: Record<string, string> = {};
    for (const [index, [label, type]] of Object.entries(steps).entries()) {
      const body = { type, label, timing: { kind: 'offset', days: index * 3 } };
      stepOf[label] = await this.#addStep(id, body);
    }
    return { id, stepOf };
  }

  /** Steps of other types than the API adds so far are rows. */
  async #addStep(sequenceId: string, body: { type: string; label: string; timing: object }): Promise<string> {
    const type = body.type === 'sms' ? 'call' : body.type;
    const { id } = await this.ok('POST', `/v1/sequences/${sequenceId}/steps`, { body: { ...body, type } });
    await this.database.db.step.update({ where: { id }, data: { type: body.type } });
    return id;
  }

  /** A customer of a name in a sequence. */
  async enrolled(
    sequenceId: string,
    { status = 'active', customerId }: { status?: string; customerId?: string } = {},
  ): Promise<{ id: string; customerId: string; sequenceId: string }> {
    const owner = customerId ?? (await this.customer()).id;
    const id = await this.enrollment(owner);
    const isLive = status === 'active';
    await this.database.db.enrollment.update({ where: { id }, data: { sequenceId, status, isLive } });
    return { id, customerId: owner, sequenceId };
  }

  /** A step of an enrollment as it stands. */
  async execution(
    enrollment: { id: string; customerId: string; sequenceId: string },
    stepId: string,
    change: object = {},
  ): Promise<string> {
    const id = newId('stepExecution');
    const at = new Date(this.now);
    const { id: enrollmentId, customerId, sequenceId } = enrollment;
    const row = {
      id,
      enrollmentId,
      customerId,
      sequenceId,
      stepId,
      position: 1,
      type: 'email',
      priority: 'normal',
    };
    const rest = { isManual: false, status: 'done', endedAt: at, createdAt: at, ...change };
    await this.database.db.stepExecution.create({ data: { ...row, ...rest } });
    return id;
  }

  /** A step whose message was accepted at a moment. */
  async sent(
    enrollment: { id: string; customerId: string; sequenceId: string },
    stepId: string,
    { at = this.now, channel = 'email', status = 'sent', ...change }: SentChange = {},
  ): Promise<{ id: string; executionId: string }> {
    const executionId = await this.execution(enrollment, stepId, change);
    const id = newId('message');
    const moment = new Date(at);
    const { customerId, id: enrollmentId } = enrollment;
    const ledger = { channel, status, token: id, headerId: id, attempts: 1, arVersion: 1 };
    const content = { subject: 'Due', bodyText: 'Due', references: [], facts: {} };
    const times = { claimedAt: moment, handedOverAt: moment, settledAt: moment, createdAt: moment };
    const source = { sourceKind: 'step_execution', sourceId: executionId };
    await this.database.db.message.create({
      data: { id, customerId, enrollmentId, ...source, ...ledger, ...content, ...times },
    });
    return { id, executionId };
  }

  results(query: Record<string, unknown> = {}, key = this.adminKey): Promise<Json> {
    return this.ok('GET', `/v1/results?${queryOf({ limit: 200, ...query })}`, { key });
  }

  /** All rows of a figure, page after page. */
  async rows(figure: string, query: Record<string, unknown> = {}, key = this.adminKey): Promise<Json[]> {
    const rows: Json[] = [];
    for (let cursor = ''; ;) {
      const asked = queryOf({ figure, limit: 7, ...query, ...(cursor !== '' && { cursor }) });
      const page: Json = await this.ok('GET', `/v1/results/rows?${asked}`, { key });
      rows.push(...page.items);
      if (page.nextCursor === null) return rows;
      cursor = page.nextCursor;
    }
  }

  /** Figures that do not open into as many rows as they say, each row once; money into what it is made of. */
  async ajar(numbers: Json, filter: Record<string, unknown>, key = this.adminKey): Promise<string[]> {
    const wrong: string[] = [];
    for (const [figure, count] of figuresOf(numbers)) {
      const rows = await this.rows(figure, filter, key);
      const ids = new Set(rows.map(({ id }) => id));
      if (rows.length !== count || ids.size !== count) wrong.push(`${figure}: ${count}, ${rows.length} rows`);
    }
    const money = new Map<string, number>();
    for (const { currency, amount } of await this.rows('collected', filter, key))
      money.set(currency, (money.get(currency) ?? 0) + Math.round(Number(amount) * 100));
    const shown = numbers.collected.map(({ currency, amount }: Json) => `${currency} ${amount}`).join();
    const opened = [...money]
      .sort()
      .map(([currency, cents]) => `${currency} ${(cents / 100).toFixed(2)}`)
      .join();
    if (shown !== opened) wrong.push(`collected: ${shown}, rows ${opened}`);
    return wrong;
  }
}

interface SentChange {
  at?: number;
  channel?: 'email' | 'sms';
  status?: string;
  assigneeId?: string | null;
  isManual?: boolean;
  outcome?: string;
}
