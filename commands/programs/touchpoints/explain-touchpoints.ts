import { addressedTo } from '../../../domain/sending/recipients.ts';
import { SYSTEM, type Actor } from '../../../contracts/actor.ts';
import type { ScheduledTouchpointExplanation } from '../../../contracts/programs/program-explanation.ts';
import type { TouchpointReason } from '../../../contracts/programs/kinds.ts';
import { found } from '../../../contracts/problems.ts';
import { localDateOf } from '../../../domain/time/calendar.ts';
import { askedAmounts } from '../../../domain/programs/asked-for.ts';
import type { Judged } from '../../../domain/programs/explain-program.ts';
import {
  explainTouchpoint,
  type OpenTouchpoint,
  type Outlook,
} from '../../../domain/programs/explain-touchpoint.ts';
import type { ProgramSituation, StandingHold } from '../../../domain/programs/program-situation.ts';
import { reasonText, type AskedAmounts } from '../../../domain/programs/reason-texts.ts';
import { recheckTouchpoint } from '../../../domain/programs/recheck-touchpoint.ts';
import type { TouchpointFacts } from '../../../domain/programs/touchpoint-facts.ts';
import {
  composeTouchpoint,
  skipReasonOf,
  touchpointRecipients,
} from '../../../domain/programs/touchpoint-message.ts';
import type { ScheduledTouchpoint } from '../../../domain/programs/written-touchpoint.ts';
import type { CommandDeps } from '../../deps.ts';
import { readTouchpointContent, type TouchpointContent } from './read-touchpoint-content.ts';
import { DRAFT_UNSUBSCRIBE_URL } from '../../sending/draft-link.ts';

/**
 * When does a scheduled touchpoint leave, and what holds it back (O7)? Reads only.
 *
 * @throws ProblemError `not_found` when absent or of a hidden customer
 */
export async function explainScheduledTouchpoint(
  deps: CommandDeps,
  actor: Actor,
  which: { scheduledTouchpointId: string },
): Promise<ScheduledTouchpointExplanation> {
  const { db, store } = deps;
  const now = await deps.now();
  const [read] = await store.programExplanations.readOpen(db, actor, which);
  const { customerId, programId, ...row } = found(read, 'scheduled touchpoint');
  const [programs, holds] = await Promise.all([
    store.programExplanations.readPrograms(db, actor, { customerId, programId }),
    store.programExplanations.readHolds(db, actor, { customerId, now }),
  ]);
  const program = found(programs[0], 'program');
  const judged =
    row.status === 'scheduled' ? await judgeProgram(deps, actor, { program, customerId, now }) : [];
  const rows = [{ ...row, customerId, programId }];
  const [explained] = await explainRows(deps, { program, rows, judged, holds, now });
  return found(explained, 'scheduled touchpoint');
}

/** What the next run of a program would do for a customer; without one, what a run now would do. */
export async function judgeProgram(
  { db, store }: CommandDeps,
  actor: Actor,
  { program, customerId, now }: { program: ProgramSituation; customerId: string; now: number },
): Promise<Judged[]> {
  const { zone, contactPolicy } = await store.organisation.get(db, actor);
  const at = Math.max(program.nextRunAt ?? now, now);
  const { programId, matching, autoEnroll, minimumAmounts } = program;
  return store.programExplanations.judgeCustomer(db, actor, {
    programId,
    matching,
    autoEnroll,
    minimumAmounts,
    customerId,
    at,
    kind: 'scheduled',
    day: localDateOf(at, zone),
    runDate: program.nextRunOn ?? localDateOf(at, program.zone),
    perRun: contactPolicy.perRun,
  });
}

/** Rows of one program and one customer that are to be explained. */
export interface ExplainRows {
  program: ProgramSituation;
  rows: readonly OpenTouchpoint[];
  judged: readonly Judged[];
  holds: readonly StandingHold[];
  now: number;
}

/** Explains rows of one program and one customer, each from what its run or its claim would find. */
export async function explainRows(
  deps: CommandDeps,
  { program, rows, judged, holds, now }: ExplainRows,
): Promise<ScheduledTouchpointExplanation[]> {
  const [first] = rows;
  if (!first) return [];
  const { db, store } = deps;
  const { customerId } = first;
  const mailboxId = program.mailbox?.mailboxId ?? null;
  const contents = await readTouchpointContent(deps, db, [...new Set(rows.map((row) => row.touchpointId))]);
  const addresses = [...contents.values()].flatMap((content) => [...content.cc, ...content.bcc]);
  const [facts, send, written] = await Promise.all([
    store.touchpointFacts.readAll(db, {
      customerIds: [customerId],
      mailboxId,
      addresses,
      minimumAmounts: program.minimumAmounts,
      now,
    }),
    store.sendFacts.readSendFacts(db, { customerId, mailboxId, stepExecutionId: null, now }),
    store.scheduledTouchpoints.readAll(
      db,
      rows.filter((row) => row.status === 'approved').map((row) => row.scheduledTouchpointId),
    ),
  ]);
  const writtenOf = new Map(written.map((row) => [row.scheduledTouchpointId, row]));
  const { lately, organisation } = found(send, 'customer');
  const contact = { lately, zone: organisation.zone };
  return rows.map((row) => {
    const content = contents.get(row.touchpointId);
    const live = facts.get(customerId);
    const would =
      content && live
        ? foreseen({
            row,
            content,
            facts: live,
            written: writtenOf.get(row.scheduledTouchpointId),
            now,
            deps,
          })
        : NOTHING;
    const atRun = row.plannedOn === program.nextRunOn ? judgement(row, judged) : null;
    const outlook = { program, holds, contact, now, to: would.to, obstacle: atRun ?? would.obstacle };
    return { programId: program.programId, zone: program.zone, ...explainTouchpoint(row, outlook) };
  });
}

/** Why the next run would leave a planned row out; null: it would not. */
function judgement(row: OpenTouchpoint, judged: readonly Judged[]): Outlook['obstacle'] {
  if (row.status !== 'scheduled') return null;
  const found = judged.find(
    (each) => each.touchpointId === row.touchpointId && each.subjectId === row.subjectId,
  );
  return found?.reason ? { code: found.reason, text: reasonText(found.reason, found.amounts) } : null;
}

type Foreseen = Pick<Outlook, 'obstacle' | 'to'>;

const NOTHING: Foreseen = { obstacle: null, to: [] };

/** What the claim of a row that is to leave would find if its time had come, from the facts of now. */
function foreseen({
  row,
  content,
  facts,
  written,
  now,
  deps,
}: {
  row: OpenTouchpoint;
  content: TouchpointContent;
  facts: TouchpointFacts;
  written: ScheduledTouchpoint | undefined;
  now: number;
  deps: CommandDeps;
}): Foreseen {
  if (row.status !== 'scheduled' && row.status !== 'approved') return NOTHING;
  const isRenderedAtSend = row.status === 'approved' && !written?.content;
  const today = localDateOf(isRenderedAtSend ? now : row.plannedAt, facts.organisation.zone);
  const input = { content, facts, invoiceId: row.level === 'invoice' ? row.invoiceId : null, today };
  if (written?.content && written.facts) {
    const { content: words, facts: basis, decidedById } = written;
    const check = recheckTouchpoint({ ...input, written: { content: words, basis }, hash: deps.hash });
    // What the program approved by itself is written anew where its facts have moved, and leaves.
    const isWrittenAnew = check.kind === 'moved' && decidedById === SYSTEM.userId;
    return isWrittenAnew ? { obstacle: null, to: words.to } : ofWritten(check, words.to, askedAmounts(input));
  }
  const skip = skipReasonOf(input);
  if (skip) return { obstacle: { code: skip, text: reasonText(skip, askedAmounts(input)) }, to: [] };
  const chosen = touchpointRecipients(input, null);
  if ('kind' in chosen) return { obstacle: obstacleOf(chosen), to: [] };
  const to = addressedTo(chosen.recipients);
  if (content.contentMode === 'prompt') return { obstacle: null, to };
  const { hash } = deps;
  const prepared = composeTouchpoint({
    ...input,
    unsubscribeUrl: DRAFT_UNSUBSCRIBE_URL,
    now: row.plannedAt,
    hash,
  });
  return { obstacle: prepared.kind === 'message' ? null : obstacleOf(prepared), to };
}

function ofWritten(
  check: ReturnType<typeof recheckTouchpoint>,
  to: readonly string[],
  amounts: AskedAmounts,
): Foreseen {
  switch (check.kind) {
    case 'fits':
      return { obstacle: null, to };
    case 'skip':
      return { obstacle: { code: check.reason, text: reasonText(check.reason, amounts) }, to };
    case 'moved':
      return { obstacle: { code: 'facts_moved', text: FACTS_MOVED }, to };
  }
}

const FACTS_MOVED = 'What it was written from has moved: it comes back to review instead of leaving.';

function obstacleOf(
  found: { kind: 'error'; code: string; detail: string } | { kind: 'skip'; reason: TouchpointReason },
): NonNullable<Outlook['obstacle']> {
  if (found.kind === 'error') return { code: found.code, text: found.detail };
  return { code: found.reason, text: reasonText(found.reason) };
}
