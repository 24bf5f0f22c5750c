import { describe, expect, test } from '@jest/globals';
import { startDueRun } from '../../../commands/programs/runs/start-due-run.ts';
import { updateMailbox } from '../../../commands/sending/update-mailbox.ts';
import { verifyMailbox } from '../../../commands/sending/verify-mailbox.ts';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import * as world from '../../support/worlds/program-runs.ts';
import { useSequences } from '../../support/worlds/sequence-fixture.ts';

// The clock stands at Monday 2 March 2026, 08:00 UTC.
const { createProgram, runsOf, tickAt } = world;
const f = useSequences();
const runs = (programId: string) => runsOf(f.deps.db, programId);
const tick = (programId: string, instant: string) => tickAt(f, programId, instant);
const fails = (probeAt: string | null = null) =>
  f.deps.db.mailbox.update({
    where: { id: f.mailboxId },
    data: {
      status: 'failing',
      statusReason: '535 5.7.8 bad',
      statusAt: null,
      failures: 0,
      probeAt: probeAt === null ? null : new Date(probeAt),
    },
  });
/** How mail servers answer. */
const answers = (answer: Awaited<ReturnType<typeof f.deps.verifyMailbox>>): string[] => {
  const asked: string[] = [];
  f.deps.verifyMailbox = (_server, from) => {
    asked.push(from);
    return Promise.resolve(answer);
  };
  return asked;
};
const heldReason = async (programId: string) =>
  (await f.deps.db.programRun.findFirstOrThrow({ where: { programId, status: 'expected' } })).heldReason;

describe('P2: a mailbox that fails for a while only makes the run wait', () => {
  test('the run stays expected, says why, and begins once the mailbox works again', async () => {
    const programId = await createProgram(f);
    await fails();
    expect(await tick(programId, '2026-03-02T09:00:00Z')).toEqual({ runId: null, isWaiting: true });
    expect(await runs(programId)).toEqual(['2026-03-02 09:00 expected']);
    expect(await heldReason(programId)).toBe('mailbox_failing');
    // A day later: no outage, a wait.
    expect(await tick(programId, '2026-03-03T12:00:00Z')).toEqual({ runId: null, isWaiting: true });
    answers({ ok: true });
    await verifyMailbox(f.deps, f.actor, { mailboxId: f.mailboxId });
    await reconcile(f.deps);
    expect(await runs(programId)).toEqual(['2026-03-02 09:00 generating', '2026-03-09 09:00 expected']);
    const row = await f.deps.db.programRun.findFirstOrThrow({ where: { programId, status: 'generating' } });
    expect(row.heldReason).toBeNull();
  });

  test('the password is wrong at run time and corrected an hour later: the run goes out, without a verify', async () => {
    const programId = await createProgram(f);
    await f.deps.db.mailbox.update({
      where: { id: f.mailboxId },
      data: { smtpUser: 'ar', smtpSecret: 'wrong' },
    });
    await fails('2026-03-02T09:00:00Z');
    await tick(programId, '2026-03-02T09:00:00Z');
    const refused = answers({ ok: false, reply: '535 5.7.8 bad' });
    f.now = Date.parse('2026-03-02T09:00:01Z');
    await reconcile(f.deps);
    expect(refused).toHaveLength(1);
    f.now = Date.parse('2026-03-02T10:00:00Z');
    await updateMailbox(f.deps, f.actor, { mailboxId: f.mailboxId, smtp: { password: 'right' } });
    expect(await tick(programId, '2026-03-02T10:00:01Z')).toEqual({ runId: null, isWaiting: true });
    const taken = answers({ ok: true });
    await reconcile(f.deps);
    await reconcile(f.deps);
    expect(taken).toEqual([`${f.mailboxId}@firm.example`]);
    expect(await runs(programId)).toEqual(['2026-03-02 09:00 generating', '2026-03-09 09:00 expected']);
  });

  test('I6: a mailbox that a person has to sign in makes it wait too, and nobody tries that mailbox', async () => {
    const programId = await createProgram(f);
    await f.deps.db.mailbox.update({
      where: { id: f.mailboxId },
      data: { status: 'reconnect', probeAt: null },
    });
    expect(await tick(programId, '2026-03-02T09:00:00Z')).toEqual({ runId: null, isWaiting: true });
    const asked = answers({ ok: true });
    f.now = Date.parse('2026-03-02T15:00:00Z');
    await reconcile(f.deps);
    expect(asked).toEqual([]);
    await f.deps.db.mailbox.update({ where: { id: f.mailboxId }, data: { status: 'working' } });
    await reconcile(f.deps);
    expect(await runs(programId)).toEqual(['2026-03-02 09:00 generating', '2026-03-09 09:00 expected']);
  });

  test('it is probed every five minutes, by one alone', async () => {
    const programId = await createProgram(f);
    await fails('2026-03-02T09:00:00Z');
    await tick(programId, '2026-03-02T09:00:00Z');
    const asked = answers({ ok: false, reply: '535 5.7.8 bad' });
    for (let second = 0; second < 3_600; second += 60) {
      f.now = Date.parse('2026-03-02T09:00:00Z') + second * 1_000;
      await Promise.all([reconcile(f.deps), reconcile(f.deps)]);
    }
    expect(asked.length).toBeGreaterThanOrEqual(12);
    expect(asked.length).toBeLessThanOrEqual(18);
  });

  test('when the next occurrence comes first, the run is skipped with that reason, and the next one waits', async () => {
    const programId = await createProgram(f);
    await fails();
    await tick(programId, '2026-03-02T09:00:00Z');
    await tick(programId, '2026-03-09T09:00:00Z');
    expect(await runs(programId)).toEqual([
      '2026-03-02 09:00 skipped mailbox_failing',
      '2026-03-09 09:00 expected',
    ]);
    expect(await heldReason(programId)).toBe('mailbox_failing');
    await f.deps.db.mailbox.update({ where: { id: f.mailboxId }, data: { status: 'working' } });
    f.now = Date.parse('2026-03-10T09:00:00Z');
    expect((await startDueRun(f.deps, { programId })).runId).not.toBeNull();
  });
});
