import { judgeHits } from '../../../commands/enrollments/judge-hits.ts';
import { settleProven } from '../../../commands/enrollments/settle-proven.ts';
import type { Tracking } from '../../../contracts/sending/tracking.ts';
import { withTrackedLinks, type MailWords } from '../../../domain/sending/tracked-links.ts';
import type { OutgoingMail } from '../../../infra/mail/mailer.ts';
import { onDay, type SequenceFixture } from '../rows/fixtures.ts';
import type { Json } from '../servers/api-fixture.ts';
import { CopyWorld, type Letter } from './copy-world.ts';
import type { Claimed, Row } from './queue-world.ts';

/** A browser that a person holds. */
export const BROWSER =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36';
/** Addresses: of homes, and of a cloud. */
export const HOME = '84.160.12.7';
export const ELSEWHERE = '91.64.3.2';
export const CLOUD = '52.18.4.4';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** A letter with three links. */
const BODY =
  '<p>You owe {{balance.total}}. <a href="https://shop.example/one?a=1&amp;b=2">One</a> ' +
  '<a href="https://shop.example/two">Two</a> <a href="https://shop.example/three">Three</a> ' +
  '<a href="mailto:dana@firm.example">Write</a></p>';

/** How a call of a link comes. */
export interface Visit {
  method?: string;
  agent?: string | null;
  from?: string;
  headers?: Record<string, string>;
}

/** Letters whose opens and clicks are watched, and people and machines that hit them over the API. */
export class TrackingWorld extends CopyWorld {
  override async open(): Promise<void> {
    await super.open({ trustProxy: 1 });
  }

  /** A row whose letter is due now. */
  watched(
    change: Partial<SequenceFixture> & { email?: string; cc?: string[]; body?: string } = {},
  ): Promise<Row> {
    const { cc = [], body = BODY, email, tracking, ...sequence } = change;
    const steps = [{ timing: onDay(0, '08:00'), cc, body }, { timing: onDay(5) }];
    const watching: Partial<Tracking> = { opens: true, clicks: true, ...tracking };
    return this.row({ steps, tracking: watching, ...sequence, ...(email !== undefined && { email }) });
  }

  /** A letter that was handed over; its copies too. */
  async watchedLetter(change: Parameters<TrackingWorld['watched']>[0] = {}): Promise<Letter> {
    const row = await this.watched(change);
    const claim = await this.sent(row);
    const { messageId } = claim.mail;
    await this.db.messageRecipient.updateMany({
      where: { messageId, n: { gt: 1 } },
      data: { handedOverAt: new Date(this.now) },
    });
    return { ...row, claim, messageId };
  }

  /** The links of one copy that lead over us, in their order. */
  links({ claim }: { claim: Claimed }, n = 1): string[] {
    return Object.values(trackedOf(claim.mail, n)?.clickUrls ?? {});
  }

  /** The picture of one copy. */
  pixel({ claim }: { claim: Claimed }, n = 1): string {
    return trackedOf(claim.mail, n)?.pixelUrl ?? '';
  }

  /** The words of one copy, as they leave. */
  words({ claim }: { claim: Claimed }, n = 1): MailWords {
    const { html, text } = claim.mail;
    const tracked = trackedOf(claim.mail, n);
    if (!tracked) return { html, text };
    return withTrackedLinks(
      { html, text },
      { ...tracked, clickUrls: new Map(Object.entries(tracked.clickUrls)) },
    );
  }

  /** Calls a link of a mail, as a person at home unless said. */
  visit(
    url: string,
    { method = 'GET', agent = BROWSER, from = HOME, headers = {} }: Visit = {},
  ): Promise<Response> {
    const own = { ...(agent !== null && { 'User-Agent': agent }), 'X-Forwarded-For': from, ...headers };
    const at = new URL(url);
    return fetch(`${this.url}${at.pathname}${at.search}`, { method, headers: own, redirect: 'manual' });
  }

  /** Lets a minute pass, after which hits are judged. @returns how many were */
  async judge(): Promise<number> {
    this.pass(61_000);
    const judged = await judgeHits(this.engine);
    await settleProven(this.engine);
    return judged;
  }

  /** The hits of a message as the API shows them, the first one first: `click 1 human nothing_against`. */
  async hits({ messageId }: { messageId: string }, query = ''): Promise<string[]> {
    const { items } = await this.ok('GET', `/v1/messages/${messageId}/hits?limit=200${query}`);
    return items
      .map(({ n, kind, link, verdict, reasons, times }: Json) =>
        [
          n > 1 ? `copy ${n}:` : '',
          kind,
          link,
          verdict ?? 'not judged',
          ...reasons,
          times > 1 ? `x${times}` : '',
        ]
          .filter((part) => part !== '' && part !== null)
          .join(' '),
      )
      .reverse();
  }

  /** Opened and clicked of each copy, by human, machine, unclear. */
  async figures({ messageId }: { messageId: string }): Promise<number[][]> {
    const { copies } = await this.shown({ messageId });
    return copies.map(({ hits: { opened, clicked } }: Json) =>
      [opened, clicked].flatMap(({ human, machine, unclear }) => [human, machine, unclear]),
    );
  }
}

function trackedOf(mail: OutgoingMail, n: number) {
  return mail.recipients.find((recipient) => recipient.n === n)?.tracked ?? null;
}
