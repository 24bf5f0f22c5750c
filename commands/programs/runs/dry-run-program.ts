import { type Actor, SYSTEM } from '../../../contracts/actor.ts';
import type { DryRun, DryRunQuery } from '../../../contracts/programs/program-dry-runs.ts';
import { found } from '../../../contracts/problems.ts';
import type { StoredProgram, StoredTouchpoint } from '../../../domain/programs/definition.ts';
import { isSurge } from '../../../domain/programs/surge.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { PreviewCount } from '../../../infra/db/programs/runs/program-dry-runs.ts';
import type { JudgeInput } from '../../../infra/db/programs/program-verdicts.ts';
import { Foresight } from './foresee-messages.ts';
import { judgeInputOf, shownItem } from './judge-program.ts';
import { readRunConfirmation } from './confirm-run.ts';
import type { CommandDeps } from '../../deps.ts';
import { GENERATION_TIMEOUT_MS } from '../plan-program.ts';
import { TRANSACTION_WAIT_MS } from '../../run-command.ts';

/**
 * Tells what a run now would do, as a difference to the last one (P12). Nothing is written and nothing is sent.
 *
 * @throws ProblemError `not_found` when there is no such program
 */
export function dryRunProgram(
  deps: CommandDeps,
  actor: Actor,
  { programId, ...query }: DryRunQuery & { programId: string },
): Promise<DryRun> {
  return deps.db.$transaction(
    async (tx) => {
      const { store } = deps;
      const now = await deps.now();
      const program = found(await store.programs.read(tx, programId), 'program');
      const input = await judgeInputOf(deps, tx, { program, customerIds: null, now });
      await store.programGeneration.allowMemory(tx);
      await store.programVerdicts.judge(tx, input);
      const lastRun = await store.programDryRuns.readLastRun(tx, actor, programId);
      await store.programDryRuns.compare(tx, { ...input, lastRunId: lastRun?.id ?? null });
      const messages = await store.programDryRuns.listForeseen(tx, actor);
      const mailboxId = await store.programs.mailboxIdOf(tx, program);
      const hasMailbox = (await store.programRuns.readMailboxHealth(tx, programId)) === 'working';
      const { day, minimumAmounts } = input;
      const foresight = new Foresight(deps, tx, { mailboxId, hasMailbox, minimumAmounts, day, now });
      await foresight.look(messages);
      await store.programDryRuns.leaveOut(tx, foresight.leftOut(messages));
      await store.programDryRuns.addThoseOut(tx, input);
      const counts = await store.programDryRuns.count(tx, actor);
      const touchpoints = await store.touchpoints.listActiveOf(tx, programId);
      const caps = await capsOf(deps, tx, { program, counts, perRun: input.perRun });
      const page = await store.programDryRuns.list(tx, actor, query);
      // Before anything else is asked about: only what this run would produce has been foreseen.
      const shown = { foresight, hasMailbox, isHeld: caps.surge.isHeld };
      const items = page.items.map((each) => ({ ...shownItem(each, shown), change: each.change }));
      return {
        programId,
        at: new Date(now).toISOString(),
        day,
        lastRun,
        ...summaryOf(counts, program),
        touchpoints: touchpoints.map((touchpoint) => touchpointSummary(touchpoint, counts)),
        otherMatching: await countOther(deps, tx, { actor, input, foresight }),
        caps,
        proposals: await proposalsOf(deps, tx, { actor, programId }),
        items,
        nextCursor: page.nextCursor,
      };
    },
    { maxWait: TRANSACTION_WAIT_MS, timeout: GENERATION_TIMEOUT_MS },
  );
}

const sum = (counts: readonly PreviewCount[], is: (row: PreviewCount) => boolean): number =>
  counts.reduce((total, row) => total + (is(row) ? row.count : 0), 0);

const isProduced = (row: PreviewCount): boolean => row.verdict === 'produced';

function summaryOf(all: readonly PreviewCount[], { matching }: StoredProgram) {
  const counts = all.filter((row) => row.isVisible);
  const byReason = new Map<NonNullable<PreviewCount['reason']>, number>();
  for (const { reason, count } of counts) {
    if (reason !== null) byReason.set(reason, (byReason.get(reason) ?? 0) + count);
  }
  return {
    matching,
    produced: sum(counts, isProduced),
    leftOut: sum(counts, (row) => !isProduced(row)),
    changes: {
      again: sum(counts, (row) => row.change === 'again'),
      new: sum(counts, (row) => row.change === 'new'),
      droppedOut: sum(counts, (row) => row.change === 'dropped_out'),
    },
    reasons: [...byReason]
      .map(([reason, count]) => ({ reason, count }))
      .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1)),
  };
}

function touchpointSummary(touchpoint: StoredTouchpoint, all: readonly PreviewCount[]) {
  const { id, label, offsetDays, level, delivery } = touchpoint;
  const counts = all.filter((row) => row.isVisible && row.touchpointId === id);
  return {
    id,
    label,
    offsetDays,
    level,
    delivery,
    produced: sum(counts, isProduced),
    leftOut: sum(counts, (row) => !isProduced(row)),
    new: sum(counts, (row) => row.change === 'new'),
    again: sum(counts, (row) => row.change === 'again'),
  };
}

async function countOther(
  deps: CommandDeps,
  tx: Tx,
  { actor, input, foresight }: { actor: Actor; input: JudgeInput; foresight: Foresight },
): Promise<DryRun['otherMatching']> {
  const matching = input.matching === 'highest' ? 'all' : 'highest';
  const messages = await deps.store.programDryRuns.listWith(tx, actor, { ...input, matching });
  await foresight.look(messages);
  return { matching, produced: messages.length - foresight.leftOut(messages).length };
}

/** Caps hold for all messages, whoever may see them; what is told of the others is only whether a cap binds. */
async function capsOf(
  { store }: CommandDeps,
  tx: Tx,
  input: { program: StoredProgram; counts: readonly PreviewCount[]; perRun: number },
): Promise<DryRun['caps']> {
  const { program, counts, perRun } = input;
  const produced = sum(counts, isProduced);
  const before = await store.programGeneration.sizesBefore(tx, { programId: program.id, run: null });
  const mailboxId = await store.programs.mailboxIdOf(tx, program);
  const mailbox = mailboxId === null ? null : await store.mailboxes.find(tx, SYSTEM, mailboxId);
  const factor = program.surgeFactor;
  return {
    perRun: { most: perRun, leftOut: sum(counts, (row) => row.isVisible && row.reason === 'run_limit') },
    mailbox: mailbox && {
      id: mailbox.id,
      name: mailbox.name,
      dailyCap: mailbox.dailyCap,
      isBinding: mailbox.dailyCap !== null && produced > mailbox.dailyCap,
    },
    surge: { factor, isHeld: isSurge({ produced, before, factor }) },
  };
}

async function proposalsOf(
  deps: CommandDeps,
  tx: Tx,
  { actor, programId }: { actor: Actor; programId: string },
): Promise<DryRun['proposals']> {
  const { openProposals: open, ...rest } = await readRunConfirmation(deps, tx, { viewer: actor, programId });
  return { replaced: await deps.store.programDryRuns.countReplaced(tx, actor), open, ...rest };
}
