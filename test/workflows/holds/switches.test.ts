import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ActivityDeps } from '../../../activities/deps.ts';
import { explainEnrollment } from '../../../commands/enrollments/explain-enrollment.ts';
import { sendStep } from '../../../commands/enrollments/queue/send-step.ts';
import { setSwitch } from '../../../commands/holds/set-switch.ts';
import { ENGINE_START_MS, startEngine, type Engine } from '../../support/worlds/engine.ts';
import { after, onDay } from '../../support/rows/fixtures.ts';
import { expectQuietHistories } from '../../support/worlds/histories.ts';
import { ScriptedMailbox } from '../../support/worlds/scripted-mailbox.ts';
import type { ScriptedSmtp } from '../../support/servers/scripted-smtp.ts';
import { Story } from '../../support/worlds/story.ts';

const REASON = 'Wrong amounts';
const NOW = { timing: after(0, 'minutes') };
/** Most connections a mailbox has open at once. */
const CONNECTIONS = 5;

/** Stops the next transaction of the engine between its end and the end of its activity. */
class Pause {
  #stop: { reached: () => void; released: Promise<void> } | null = null;
  release: () => void = () => undefined;

  /** @returns when a transaction has reached it */
  arm(): Promise<void> {
    const released = new Promise<void>((resolve) => (this.release = resolve));
    return new Promise((reached) => (this.#stop = { reached, released }));
  }

  readonly change = (deps: ActivityDeps): ActivityDeps => {
    const { rawTransaction } = deps.store;
    const run: typeof rawTransaction.run = async (db, body) => {
      const made = await rawTransaction.run(db, body);
      const stop = this.#stop;
      this.#stop = null;
      stop?.reached();
      await stop?.released;
      return made;
    };
    return { ...deps, store: { ...deps.store, rawTransaction: { ...rawTransaction, run } } };
  };
}

describe('an emergency switch', () => {
  let engine: Engine;
  let story: Story;
  const pause = new Pause();
  beforeAll(async () => {
    engine = await startEngine({ changeDeps: pause.change });
    story = new Story(engine);
  }, ENGINE_START_MS);
  afterAll(() => engine?.close());

  it('D9, S11: what came due while everything was off leaves after it in order, days apart', async () => {
    const walk = await story.walk({ steps: [onDay(0), onDay(1), onDay(4)].map((timing) => ({ timing })) });
    await story.passUntil('2099-11-30T12:00Z');
    await setSwitch(engine.deps, story.actor, { scope: 'all', isOn: true, reason: REASON });
    await story.passUntil('2099-12-03T15:00Z');
    expect(await story.left(walk.enrollmentId)).toEqual(['2099-11-30 09:00']);
    expect(await story.status(walk.enrollmentId)).toBe('active');
    await setSwitch(engine.deps, story.actor, { scope: 'all', isOn: false });
    await story.settled();
    await story.passUntil('2099-12-10T00:00Z');
    const left = await story.left(walk.enrollmentId);
    expect(left.slice(1)).toEqual(['2099-12-03 15:00', '2099-12-06 09:00']);
  });

  it('D9, S11: time in which its sequence was switched off does not consume a delay; others go on', async () => {
    const walk = await story.walk({
      startDate: '2099-12-14',
      steps: [{ timing: onDay(0) }, { timing: after(48, 'hours') }],
    });
    const other = await story.walk({ startDate: '2099-12-16', steps: [{ timing: onDay(0) }] });
    await story.passUntil('2099-12-15T09:00Z');
    const target = { scope: 'sequence', id: walk.sequenceId } as const;
    await setSwitch(engine.deps, story.actor, { ...target, isOn: true, reason: REASON });
    await story.passUntil('2099-12-20T09:00Z');
    expect(await story.left(other.enrollmentId)).toEqual(['2099-12-16 09:00']);
    await setSwitch(engine.deps, story.actor, { ...target, isOn: false });
    await story.settled();
    await story.passUntil('2099-12-22T00:00Z');
    const left = await story.left(walk.enrollmentId);
    expect([left[0], left[1]?.slice(0, 13)]).toEqual(['2099-12-14 09:00', '2099-12-21 09']);
  });

  it('D9: a mailbox that is off holds single messages, says so, and each leaves when it is on again', async () => {
    const walk = await story.walk({
      startDate: '2100-01-04',
      steps: [{ timing: onDay(0) }, { timing: onDay(2) }],
    });
    const target = { scope: 'mailbox', id: engine.world.mailboxId } as const;
    await setSwitch(engine.deps, story.actor, { ...target, isOn: true, reason: REASON });
    await story.passUntil('2100-01-05T10:00Z');
    expect(await story.left(walk.enrollmentId)).toEqual([]);
    const held = await story.execution(walk.enrollmentId, walk.stepIds[0]);
    expect([held.status, held.heldReason]).toEqual(['planned', 'mailbox_hold']);
    const explained = await explainEnrollment(engine.deps, story.actor, {
      enrollmentId: walk.enrollmentId,
    });
    expect(explained.nextSendAt).toBeNull();
    expect(explained.reasons.map(({ code }) => code)).toContain('mailbox_hold');
    await setSwitch(engine.deps, story.actor, { ...target, isOn: false });
    await story.settled();
    await story.passUntil('2100-01-09T00:00Z');
    expect(await story.left(walk.enrollmentId)).toEqual(['2100-01-05 10:00', '2100-01-07 09:00']);
  });

  it.each(['all', 'sequence', 'mailbox'] as const)(
    'D9, Q2: under the switch of %s a manual step that a person sends leaves; what is automatic waits for its end',
    async (scope) => {
      const walk = await story.walk({ steps: [{ ...NOW, isManual: true }, NOW] });
      await story.settled();
      const id = { sequence: walk.sequenceId, mailbox: engine.world.mailboxId };
      const target = scope === 'all' ? { scope } : { scope, id: id[scope] };
      await setSwitch(engine.deps, story.actor, { ...target, isOn: true, reason: REASON });
      await engine.pass('2 hours');
      expect(await story.left(walk.enrollmentId)).toEqual([]);
      const { id: stepExecutionId } = await story.execution(walk.enrollmentId, walk.stepIds[0]);
      await sendStep(engine.deps, story.actor, { stepExecutionId });
      await story.settled();
      // Half an hour from where what is held looks again, which it does every hour: the server loses wake-ups of that moment.
      await engine.pass('90 minutes');
      expect((await story.steps(walk.enrollmentId))[0]).toBe('Step 1 done');
      expect(await story.left(walk.enrollmentId)).toHaveLength(1);
      await setSwitch(engine.deps, story.actor, { ...target, isOn: false });
      await story.settled();
      await engine.pass('2 days');
      expect(await story.left(walk.enrollmentId)).toHaveLength(2);
    },
  );

  it('D9: a switch that ends in the very moment its mailbox is asked about, whatever task is lost by that: the mail leaves', async () => {
    const walk = await story.walk({ steps: [{ timing: after(1, 'hours') }] });
    const target = { scope: 'mailbox', id: engine.world.mailboxId } as const;
    await setSwitch(engine.deps, story.actor, { ...target, isOn: true, reason: REASON });
    const asked = pause.arm();
    const passing = engine.pass('90 minutes');
    await asked;
    await setSwitch(engine.deps, story.actor, { ...target, isOn: false });
    // The activity ends while its workflow asks to cancel it: the skipping server loses that task.
    pause.release();
    await passing;
    await story.settled();
    expect(await story.status(walk.enrollmentId)).toBe('completed');
    expect(await story.left(walk.enrollmentId)).toHaveLength(1);
  });

  it('O6: the histories hold no names, addresses or texts', () => expectQuietHistories(engine));
});

describe('an emergency switch under senders, on the real server', () => {
  let engine: Engine;
  let story: Story;
  let mailbox: ScriptedMailbox;
  let smtp: ScriptedSmtp;
  beforeAll(async () => {
    engine = await startEngine({ isOnDevServer: true });
    story = new Story(engine);
    mailbox = await new ScriptedMailbox(engine).start();
    smtp = mailbox.smtp;
  }, ENGINE_START_MS);
  afterAll(async () => {
    await engine?.close();
    await smtp?.stop();
  });

  it.each(['all', 'sequence', 'mailbox'] as const)(
    'D9: once the switch of %s is acknowledged no body starts; when it is off again each has one mail',
    async (scope) => {
      mailbox.reset();
      const first = await story.walk({ steps: [NOW] });
      const walks = [first];
      await story.still(walks);
      const standing = Array.from({ length: CONNECTIONS }, () => smtp.hold('data'));
      while (walks.length < 16) walks.push(await story.join(first));
      await Promise.all(standing.map((hold) => hold.reached));
      const id = { sequence: first.sequenceId, mailbox: engine.world.mailboxId };
      const target = scope === 'all' ? { scope } : { scope, id: id[scope] };
      await setSwitch(engine.deps, story.actor, { ...target, isOn: true, reason: REASON });
      const bodies = smtp.bodyBytes;
      for (const hold of standing) hold.release();
      await story.still(walks);
      expect([smtp.messages.length, smtp.bodyBytes - bodies]).toEqual([1, 0]);
      await setSwitch(engine.deps, story.actor, { ...target, isOn: false });
      await story.still(walks);
      const recipients = smtp.messages.flatMap((mail) => mail.recipients);
      expect([recipients.length, new Set(recipients).size]).toEqual([16, 16]);
    },
  );
});
