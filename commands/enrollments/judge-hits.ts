import { SYSTEM } from '../../contracts/actor.ts';
import type { MailEventKind } from '../../contracts/enrollments/kinds.ts';
import type { HitKind } from '../../contracts/tracking/kinds.ts';
import { judgeHit, SETTLES_AFTER_MS } from '../../domain/tracking/judge-hit.ts';
import type { HitCopyRow, JudgedHit } from '../../infra/db/tracking/hits.ts';
import type { CommandDeps } from '../deps.ts';
import { repairEach } from '../repair.ts';
import { recordMessageEvent } from './record-message-event.ts';

/** So many hits are judged at a time. */
const HITS_A_PAGE = 500;
/** So many pages in one pass: what is left is for the next. */
const PAGES_A_PASS = 20;
/** Where hits came from is forgotten after this long: nothing is compared with them any more. */
const SOURCE_KEPT_MS = 10 * 60_000;

/** What a person's hit is told as; the page of the unsubscribe link is told by who unsubscribes. */
const TOLD_AS = {
  open: 'opened',
  click: 'clicked',
  unsubscribe_page: null,
} as const satisfies Record<HitKind, MailEventKind | null>;

/**
 * Judges the hits that are a minute old (T2), and tells of those of people: the first open and the first click of a copy is
 * an event of its message, at the moment of the hit. A hit is marked as judged after its event was told, and telling it
 * again changes nothing: so a crash in between loses none.
 *
 * @returns how many were judged
 * @throws the first failure, after everything else was judged
 */
export async function judgeHits(deps: CommandDeps): Promise<number> {
  const { hits } = deps.store;
  let count = 0;
  for (let page = 0; page < PAGES_A_PASS; page += 1) {
    const before = (await deps.now()) - SETTLES_AFTER_MS;
    const copies = await hits.findDue(deps.db, { before, limit: HITS_A_PAGE });
    await repairEach(copies, async (copy) => {
      const judged = await judgeCopy(deps, copy, before);
      count += judged;
    });
    if (copies.length === 0) break;
  }
  await hits.forgetSources(deps.db, (await deps.now()) - SOURCE_KEPT_MS);
  return count;
}

/**
 * Judges the hits of some enrollments that are a minute old, in their first page: what one of them waits for is not left to the
 * next pass over all (S15).
 *
 * @throws as {@link judgeHits}
 */
export async function judgeHitsOf(deps: CommandDeps, enrollmentIds: readonly string[]): Promise<void> {
  const before = (await deps.now()) - SETTLES_AFTER_MS;
  const copies = await deps.store.hits.findDue(deps.db, { before, limit: HITS_A_PAGE, enrollmentIds });
  await repairEach(copies, async (copy) => void (await judgeCopy(deps, copy, before)));
}

async function judgeCopy(deps: CommandDeps, copy: HitCopyRow, before: number): Promise<number> {
  const { handedOverAt, links, hits } = copy;
  const judged: JudgedHit[] = [];
  for (const hit of hits) {
    if (hit.isJudged || hit.at > before) continue;
    const others = hits.filter(({ id }) => id !== hit.id);
    const { verdict, reasons } = judgeHit(hit, { handedOverAt, links, others });
    if (verdict === 'human') await tell(deps, copy, hit);
    judged.push({ id: hit.id, verdict, reasons });
  }
  await deps.store.hits.judge(deps.db, { judged, now: await deps.now() });
  return judged.length;
}

/** The one place where a judged hit becomes something that happened to a message. */
async function tell(
  deps: CommandDeps,
  { messageId, n }: HitCopyRow,
  { kind: hitKind, at }: HitCopyRow['hits'][number],
): Promise<void> {
  const kind = TOLD_AS[hitKind];
  if (kind === null) return;
  const eventKey = `${kind}/${messageId}/${n}`;
  if (await deps.store.messageEvents.isKnown(deps.db, eventKey)) return;
  const occurredAt = new Date(at).toISOString();
  await recordMessageEvent(deps, SYSTEM, { messageId, n, kind, occurredAt, source: 'tracking', eventKey });
}
