import type { Response } from 'express';
import type { Logger } from 'pino';
import type { Viewer } from '../contracts/actor.ts';
import type { StreamedChange } from '../contracts/console/change-stream.ts';
import { ProblemError } from '../contracts/problems.ts';
import { hears, positionOf, type StreamPosition } from '../domain/console.ts';
import type { ChangesSince, ReadChange } from '../infra/db/console/change-stream.ts';
import type { Database } from '../infra/db/client.ts';
import type { Store } from '../infra/db/store.ts';

/** Limits and pace of the streams of a process. */
export interface StreamLimits {
  /** Between two looks at the feed; null: nobody looks but who calls `look`. */
  lookEveryMs: number | null;
  /** Every so many looks it is asked whether keys and sessions are still good. */
  looksPerCheck: number;
  /** A stream on which nothing was told for so many looks gets a comment, which keeps proxies from closing it. */
  looksPerHeartbeat: number;
  perUser: number;
  perProcess: number;
  /** A reader who leaves so many bytes unread is cut off; it comes back with the last id that it has. */
  mostUnreadBytes: number;
}

const LIMITS: StreamLimits = {
  lookEveryMs: 1_000,
  looksPerCheck: 2,
  looksPerHeartbeat: 15,
  perUser: 10,
  perProcess: 500,
  mostUnreadBytes: 256 * 1024,
};

/** A browser waits so long before it comes back. */
const RETRY_MS = 2_000;

interface Stream {
  viewer: Viewer;
  response: Response;
  /** Looks since anything was written to it. */
  quiet: number;
}

/** Ids of customers, batches and mails that are hidden, by user. */
type Hidden = ReadonlyMap<string, ReadonlySet<string>>;

/** All streams of changes of one process (W3), fed by one reader. */
export interface ChangeStreams {
  /**
   * Begins a stream, behind `after` (the id of an event) or from now on.
   *
   * @throws ProblemError `rate_limited` when the user or the process has as many as it may have
   * @throws ProblemError `unavailable` while the process stops
   */
  open: (viewer: Viewer, call: { after: string | null; response: Response }) => Promise<void>;
  /** One look at the feed for all of them. */
  look: () => Promise<void>;
  /** Ends all of them, for good. */
  close: () => void;
}

interface Needs {
  db: Database;
  now: () => Promise<number>;
  store: Pick<Store, 'changeStream' | 'sessions'>;
  logger: Logger;
}

/**
 * One reader of the feed, while anybody listens: what became visible since its last look goes to everybody who may hear
 * of it, so that the number of streams decides about writes and not about statements.
 */
export function createChangeStreams(needs: Needs, limits: Partial<StreamLimits> = {}): ChangeStreams {
  const streams = new Streams(needs, { ...LIMITS, ...limits });
  return {
    open: (viewer, call) => streams.open(viewer, call),
    look: () => streams.look(),
    close: () => streams.close(),
  };
}

class Streams implements ChangeStreams {
  readonly #all = new Set<Stream>();
  /** What everybody has heard up to; null: nobody listens. */
  #position: StreamPosition | null = null;
  /** When that was looked up, epoch milliseconds. */
  #lookedAt = 0;
  /** Looks and beginnings follow one another: whoever begins, begins between two looks. */
  #last: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | null = null;
  #looks = 0;
  #isLooking = false;
  #isClosed = false;

  constructor(
    private readonly needs: Needs,
    private readonly limits: StreamLimits,
  ) {}

  async open(
    viewer: Viewer,
    { after, response }: { after: string | null; response: Response },
  ): Promise<void> {
    // Whoever went away while it was asked who they are: nobody would say so again, and it would count for ever.
    if (response.destroyed) return;
    this.#refuseTooMany(viewer);
    const stream: Stream = { viewer, response, quiet: 0 };
    this.#all.add(stream);
    response.once('close', () => this.#leave(stream));
    try {
      await this.#inTurn(() => this.#begin(stream, after));
    } catch (error) {
      this.#leave(stream);
      throw error;
    }
    this.#lookLater();
  }

  look(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#all.size === 0 || this.#position === null) return;
      this.#looks += 1;
      if (this.#looks % this.limits.looksPerCheck === 0) await this.#endThoseOver();
      const now = await this.needs.now();
      const read = await this.needs.store.changeStream.readBetween(this.needs.db, {
        since: this.#position,
        lookedAt: this.#lookedAt,
      });
      const streams = [...this.#all];
      const hidden = await this.#hiddenFrom(streams, read);
      // Only now: what cannot be told at this look is told at the next.
      [this.#position, this.#lookedAt] = [read.position, now];
      this.#tell(streams, read, hidden);
      for (const stream of this.#all) {
        stream.quiet += 1;
        if (stream.quiet >= this.limits.looksPerHeartbeat)
          this.#write(stream, `:\nid: ${read.position.text}\n\n`);
      }
    });
  }

  close(): void {
    this.#isClosed = true;
    if (this.#timer) clearTimeout(this.#timer);
    for (const { response } of this.#all) response.end();
    this.#all.clear();
  }

  #refuseTooMany({ userId }: Viewer): void {
    if (this.#isClosed) throw new ProblemError('unavailable', 'This process stops; another one answers.');
    const own = [...this.#all].filter(({ viewer }) => viewer.userId === userId).length;
    if (own < this.limits.perUser && this.#all.size < this.limits.perProcess) return;
    throw new ProblemError('rate_limited', 'Too many streams of changes are open: share one between pages.');
  }

  async #begin(stream: Stream, after: string | null): Promise<void> {
    const { db, store } = this.needs;
    if (this.#position === null) {
      this.#lookedAt = await this.needs.now();
      this.#position = await store.changeStream.position(db);
    }
    const until = this.#position;
    const since = after === null ? null : positionOf(after);
    const isForeign = after !== null && (since === null || since.xmax > until.xmax);
    const missed =
      since === null || isForeign ? null : await store.changeStream.readBetween(db, { since, until });
    // Before the head leaves: with the id in it, a page would come back behind what it never heard.
    const hidden = missed && (await this.#hiddenFrom([stream], missed));
    const { response } = stream;
    if (response.destroyed || response.writableEnded || this.#isClosed) return;
    response.status(200);
    response.setHeader('Content-Type', 'text/event-stream; charset=utf-8');
    response.setHeader('Cache-Control', 'no-store, no-transform');
    // nginx would keep events back until it has a few pages of them.
    response.setHeader('X-Accel-Buffering', 'no');
    response.flushHeaders();
    this.#write(stream, `retry: ${RETRY_MS}\nid: ${until.text}\n\n`);
    if (isForeign) this.#write(stream, resetAt(until));
    if (missed && hidden) this.#tell([stream], missed, hidden);
  }

  /** What of these changes is hidden from whom of them, by user. */
  async #hiddenFrom(streams: readonly Stream[], { changes, isCut }: ChangesSince): Promise<Hidden> {
    if (isCut || changes.length === 0) return new Map();
    const userIds = streams.flatMap(({ viewer }) => (viewer.role === 'admin' ? [] : [viewer.userId]));
    const { db, store } = this.needs;
    return store.changeStream.hiddenOf(db, changes, [...new Set(userIds)]);
  }

  #tell(streams: readonly Stream[], { changes, isCut, position }: ChangesSince, hidden: Hidden): void {
    if (isCut) for (const stream of streams) this.#write(stream, resetAt(position));
    if (isCut || changes.length === 0) return;
    const told = changes.map((change) => ({ change, text: eventOf(change) }));
    for (const stream of streams) {
      const unseen = stream.viewer.role === 'admin' ? undefined : hidden.get(stream.viewer.userId);
      const isTold = ({ change }: { change: ReadChange }) =>
        hears(stream.viewer, change) && !unseen?.has(change.customerId ?? change.entityId);
      const texts = told.filter(isTold).map(({ text }) => text);
      // The id comes with the last: who is cut off before it hears all of them again.
      if (texts.length > 0) this.#write(stream, `${texts.join('\n')}id: ${position.text}\n\n`);
    }
  }

  /** Those whose key or session is over end; the others go on with their rights of the moment. */
  async #endThoseOver(): Promise<void> {
    const callers = new Map(
      [...this.#all].map(({ viewer: { keyId = '', sessionId = null } }) => [
        `${keyId} ${sessionId}`,
        { keyId, sessionId },
      ]),
    );
    const good = await this.needs.store.sessions.stillGood(this.needs.db, [...callers.values()]);
    const rights = new Map(good.map((viewer) => [callerOf(viewer), viewer]));
    for (const stream of this.#all) {
      const viewer = rights.get(callerOf(stream.viewer));
      if (viewer) stream.viewer = viewer;
      else stream.response.end();
    }
  }

  #write(stream: Stream, text: string): void {
    const { response } = stream;
    if (response.writableEnded || !response.headersSent) return;
    // What was written at one look has left by the next.
    if (response.writableLength > this.limits.mostUnreadBytes) return void response.destroy();
    response.write(text);
    stream.quiet = 0;
  }

  #leave(stream: Stream): void {
    this.#all.delete(stream);
    if (this.#all.size > 0) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #lookLater(): void {
    const { lookEveryMs } = this.limits;
    const isIdle = this.#all.size === 0 || this.#isClosed;
    if (lookEveryMs === null || isIdle || this.#timer !== null || this.#isLooking) return;
    this.#timer = setTimeout(() => void this.#lookOnce(), lookEveryMs);
  }

  async #lookOnce(): Promise<void> {
    this.#timer = null;
    this.#isLooking = true;
    try {
      await this.look();
    } catch (error) {
      // The next look tells what this one did not.
      const name = error instanceof Error ? error.name : 'unknown';
      this.needs.logger.warn({ error: name }, 'the stream of changes cannot read the feed');
    }
    this.#isLooking = false;
    this.#lookLater();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work).finally(() => {
      // Whoever begins next begins now, not where the last one left.
      if (this.#all.size === 0) this.#position = null;
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

const callerOf = ({ keyId, sessionId }: Viewer): string => `${keyId ?? ''} ${sessionId ?? null}`;

const resetAt = ({ text }: StreamPosition): string => `event: reset\ndata: {}\nid: ${text}\n\n`;

/** Without the empty line that ends it, nor an id. */
function eventOf({ entity, entityId, kind, customerId, seq }: ReadChange): string {
  const data: StreamedChange = { entity, id: entityId, kind, customerId, version: seq };
  return `event: change\ndata: ${JSON.stringify(data)}\n`;
}
