import { Writable } from 'node:stream';
import { recordChange } from '../../../commands/record-change.ts';
import { SYSTEM } from '../../../contracts/actor.ts';
import { customerChanges } from '../../../contracts/customers/changes.ts';
import type { ApiFixture, Json } from '../servers/api-fixture.ts';

const actor = { ...SYSTEM, userId: 'x' };

/** One event that arrived. */
export interface Heard {
  event: string;
  id: string | null;
  data: Json;
}

/** A page that listens to the stream of changes; nothing comes but by `look`. */
export class ListeningPage {
  readonly #stop = new AbortController();
  #response!: Response;
  #reader!: ReadableStreamDefaultReader<Uint8Array>;
  #text = '';
  lastId = '';

  /** @param marked a customer whom every listener of the test sees */
  constructor(
    private readonly api: ApiFixture,
    private readonly marked: string,
  ) {}

  async open(headers: Record<string, string>, after = ''): Promise<this> {
    this.#response = await fetch(`${this.api.url}/v1/changes${after}`, {
      headers,
      signal: this.#stop.signal,
    });
    const type = this.#response.headers.get('content-type');
    if (type !== 'text/event-stream; charset=utf-8')
      throw new Error(`no stream: ${this.#response.status} ${type}`);
    this.#reader = this.#response.body!.getReader();
    await this.#read();
    return this;
  }

  /** Everything up to the mark, which is written behind what was told. */
  async heard(): Promise<Heard[]> {
    const { api } = this;
    await api.database.db.$transaction((tx) =>
      recordChange(api.deps, tx, customerChanges.updated, {
        actor,
        now: api.now,
        entityId: this.marked,
        data: { fields: ['mark'] },
      }),
    );
    const { seq } = await api.database.db.change.findFirstOrThrow({ orderBy: { seq: 'desc' } });
    await api.deps.streams!.look();
    while (!this.#text.includes(`"version":${seq}}`) || !this.#text.endsWith('\n\n')) await this.#read();
    const events = this.take();
    return events.filter(({ data }) => data?.version !== Number(seq) || data.id !== this.marked);
  }

  take(): Heard[] {
    const blocks = this.#text.split('\n\n').filter((block) => /^(event|data|id):/m.test(block));
    this.#text = '';
    return blocks.flatMap((block) => {
      const line = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? null;
      this.lastId = line('id') ?? this.lastId;
      const data = line('data');
      return data === null ? [] : [{ event: line('event')!, id: line('id'), data: JSON.parse(data) }];
    });
  }

  /** Whether the server has ended it. */
  async isOver(): Promise<boolean> {
    for (;;) {
      const { done } = await this.#reader.read().catch(() => ({ done: true }));
      if (done) return true;
    }
  }

  close(): void {
    this.#stop.abort();
  }

  async #read(): Promise<void> {
    const { value, done } = await this.#reader.read();
    if (done) throw new Error(`it ended: ${this.#text}`);
    this.#text += Buffer.from(value).toString('utf8');
  }
}

/** A connection that takes nothing any more: what is written stays here. */
export class Stuck extends Writable {
  readonly headersSent = true;
  status = () => this;
  setHeader = () => this;
  flushHeaders = () => undefined;
  override _write(): void {}
}
