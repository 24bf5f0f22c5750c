import { type Actor, SYSTEM } from '../../../contracts/actor.ts';
import { found } from '../../../contracts/problems.ts';
import type { DryRunItem, ProgramVerdicts } from '../../../contracts/programs/program-dry-runs.ts';
import type { StoredProgram } from '../../../domain/programs/definition.ts';
import { judgedProgramOf } from '../../../domain/programs/program-rules.ts';
import { reasonText } from '../../../domain/programs/reason-texts.ts';
import { localDateOf } from '../../../domain/time/calendar.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { JudgeInput } from '../../../infra/db/programs/program-verdicts.ts';
import type { Judgement } from '../../../infra/db/programs/runs/judgements.ts';
import type { CommandDeps } from '../../deps.ts';
import { Foresight } from './foresee-messages.ts';

/**
 * Tells what each touchpoint of a program would do for one customer in a run now, and why not.
 *
 * @throws ProblemError `not_found` without the program, or when the customer is absent or hidden
 */
export async function explainProgram(
  deps: CommandDeps,
  actor: Actor,
  {
    programId,
    customerId,
    invoiceId,
  }: { programId: string; customerId: string; invoiceId?: string | undefined },
): Promise<ProgramVerdicts> {
  const { store, db } = deps;
  const program = found(await store.programs.read(db, programId), 'program');
  found(await store.customers.findCurrency(db, actor, customerId), 'customer');
  const input = await judgeInputOf(deps, db, { program, customerIds: [customerId], now: await deps.now() });
  const enrollment = await store.programEnrollments.read(db, { programId, customerId });
  const asked = { ...input, customerId, invoiceId: invoiceId ?? null };
  const judged = await store.programJudgements.explain(db, actor, asked);
  return {
    programId,
    day: input.day,
    // As the grid says it: whom a run is to enroll is not enrolled yet (P5).
    isEnrolled: enrollment?.isEnrolled ?? false,
    items: await foreseen(deps, { program, input, judged }),
  };
}

/** The verdicts on one customer; what would reach nobody, or cannot be written, is left out (P12). */
async function foreseen(
  deps: CommandDeps,
  { program, input, judged }: { program: StoredProgram; input: JudgeInput; judged: readonly Judgement[] },
): Promise<ProgramVerdicts['items']> {
  const { store, db } = deps;
  const messages = judged
    .filter(({ item }) => item.verdict === 'produced')
    .map(({ item, subjectId }) => ({
      touchpointId: item.touchpoint.id,
      customerId: item.customer.id,
      invoiceId: item.invoice?.id ?? null,
      subjectId,
    }));
  const mailboxId = await store.programs.mailboxIdOf(db, program);
  const hasMailbox = (await store.programRuns.readMailboxHealth(db, program.id)) === 'working';
  const { day, at: now, minimumAmounts } = input;
  const foresight = new Foresight(deps, db, { mailboxId, hasMailbox, minimumAmounts, day, now });
  await foresight.look(messages);
  return judged.map((each) => shownItem(each, { foresight, hasMailbox, isHeld: false }));
}

/** What is known of a run that would begin now. */
export interface Shown {
  foresight: Foresight;
  /** Without one that works the run is skipped whole (P2). */
  hasMailbox: boolean;
  /** All of it would wait for a person (P15). */
  isHeld: boolean;
}

/** One message of a run that would begin now: who gets it, or why nobody does. */
export function shownItem(
  { item, subjectId, hasRow, amounts }: Judgement,
  { foresight, hasMailbox, isHeld }: Shown,
): Omit<DryRunItem, 'change'> {
  const outcome = foresight.of({ touchpointId: item.touchpoint.id, subjectId });
  const nobody = { ...item, verdict: 'left_out' as const, recipients: [] };
  if (outcome && 'reason' in outcome) {
    const { reason, detail, isFailed } = outcome;
    const status = isFailed ? 'failed' : 'skipped';
    return { ...nobody, reason, detail, becomes: hasMailbox ? status : null };
  }
  if (!outcome)
    return {
      ...nobody,
      detail: amountsDetail(item.reason, amounts),
      becomes: hasRow && hasMailbox ? 'skipped' : null,
    };
  const isAuto = item.touchpoint.delivery === 'auto' && !isHeld;
  return { ...item, detail: null, becomes: isAuto ? 'approved' : 'proposed', recipients: outcome.recipients };
}

/** The amounts by which a message is left out, in words (C18, C19); null: none of it is about amounts. */
function amountsDetail(reason: DryRunItem['reason'], amounts: Judgement['amounts']): string | null {
  return reason === 'in_credit' || reason === 'below_minimum' ? reasonText(reason, amounts) : null;
}

/** As a run by hand would be judged now. */
export async function judgeInputOf(
  { store }: CommandDeps,
  db: Tx,
  input: { program: StoredProgram; customerIds: readonly string[] | null; now: number },
): Promise<JudgeInput> {
  const { program, customerIds, now } = input;
  const { zone, contactPolicy } = await store.organisation.get(db, SYSTEM);
  return {
    ...judgedProgramOf(program),
    kind: 'manual',
    day: localDateOf(now, zone),
    at: now,
    runDate: localDateOf(now, program.zone),
    perRun: contactPolicy.perRun,
    customerIds,
  };
}
