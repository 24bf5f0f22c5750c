import { describe, expect, test } from '@jest/globals';
import { senderOf, senderOfRetry } from '../../../domain/enrollments/sender.ts';
import type { PlanStep, StepMailbox } from '../../../domain/enrollments/snapshot.ts';
import { snapshotOf, stepMailbox, stepsOf } from '../../support/rows/snapshots.ts';

const [SEQUENCE, THREAD, OWN] = ['sequence', 'thread', 'own'];
const ALL = [SEQUENCE!, THREAD!, OWN!].map((id) => stepMailbox(id));

/** Whose sender: of a step as given, in an enrollment whose thread began at `thread`. */
function sender(step: Partial<PlanStep>, mailboxes: StepMailbox[] = ALL, fromAddress: string | null = null) {
  const steps = stepsOf(step);
  const snapshot = snapshotOf({
    steps,
    mailboxes,
    sequence: { mailboxId: SEQUENCE, fromAddress },
    enrollment: { mailboxId: THREAD, fromAddress: 'thread@acme.example' },
  });
  return senderOf(snapshot, null, steps[0]!);
}

const but = (...changed: StepMailbox[]) => [
  ...ALL.filter((each) => !changed.some(({ mailboxId }) => mailboxId === each.mailboxId)),
  ...changed,
];

describe('from where a step leaves', () => {
  test('S24: its own sender, otherwise the mailbox of the sequence as it is now, whatever it left from before', () => {
    expect(sender({ mailboxId: OWN })).toEqual({ mailboxId: OWN, fromAddress: null });
    expect(sender({})).toEqual({ mailboxId: SEQUENCE, fromAddress: null });
    expect(sender({ mailboxId: OWN, isThreaded: true }).mailboxId).toBe(OWN);
  });

  test('S24: a threaded follow-up keeps the sender of its thread, alias included', () => {
    expect(sender({ isThreaded: true })).toEqual({ mailboxId: THREAD, fromAddress: 'thread@acme.example' });
  });

  test('S24: while that works: otherwise it leaves as the sequence sends', () => {
    const failing = stepMailbox(THREAD!, { status: 'failing' });
    expect(sender({ isThreaded: true }, but(failing)).mailboxId).toBe(SEQUENCE);
    const signedOut = stepMailbox(THREAD!, { status: 'reconnect' });
    expect(sender({ isThreaded: true }, but(signedOut)).mailboxId).toBe(SEQUENCE);
    const both = but(failing, stepMailbox(SEQUENCE!, { status: 'failing' }));
    expect(sender({ isThreaded: true }, both).mailboxId).toBe(THREAD);
    expect(sender({ isThreaded: true }, but(stepMailbox(THREAD!, { heirId: null }))).mailboxId).toBe(
      SEQUENCE,
    );
  });

  test('S24, M1: a retired mailbox hands over to its successor, in a thread too', () => {
    const heir = stepMailbox('heir');
    const retired = (id: string) => stepMailbox(id, { heirId: 'heir' });
    expect(sender({}, but(retired(SEQUENCE!), heir)).mailboxId).toBe('heir');
    expect(sender({ mailboxId: OWN }, but(retired(OWN!), heir)).mailboxId).toBe('heir');
    expect(sender({ isThreaded: true }, but(retired(THREAD!), heir)).mailboxId).toBe('heir');
  });

  test('M1: retired without a successor it stays named, so that the step is in error, not somebody else’s', () => {
    const gone = stepMailbox(OWN!, { heirId: null });
    expect(sender({ mailboxId: OWN }, but(gone)).mailboxId).toBe(OWN);
  });

  test('M1, S3: an alias of the step comes before that of the sequence; another mailbox has its own address', () => {
    const ofSequence = 'dunning@acme.example';
    expect(sender({}, ALL, ofSequence).fromAddress).toBe(ofSequence);
    expect(sender({ fromAddress: 'ann@acme.example' }, ALL, ofSequence)).toEqual({
      mailboxId: SEQUENCE,
      fromAddress: 'ann@acme.example',
    });
    expect(sender({ mailboxId: OWN }, ALL, ofSequence).fromAddress).toBeNull();
  });
});

describe('from where a row leaves that is tried again', () => {
  const rule = { contactTypes: [], mailboxId: OWN!, fromAddress: 'old@acme.example', isThreaded: false };
  const retried = (
    mailboxes: StepMailbox[],
    step: Partial<PlanStep> | null,
    pinned: typeof rule | null = rule,
  ) => senderOfRetry({ mailboxes }, { rule: pinned }, step && stepsOf(step)[0]!);

  test('S24, S6: its step has another sender by now: only where the one it was pinned to is gone for good', () => {
    const now = { mailboxId: THREAD!, fromAddress: null };
    expect(retried(ALL, now)).toBeNull();
    expect(retried(but(stepMailbox(OWN!, { heirId: 'heir' }), stepMailbox('heir')), now)).toBeNull();
    expect(retried(but(stepMailbox(OWN!, { status: 'failing' })), now)).toBeNull();
    expect(retried(but(stepMailbox(OWN!, { heirId: null })), now)).toEqual(now);
    expect(retried(ALL, now, null)).toBeNull();
  });

  test('S24: a step without a sender of its own, or that was removed, leaves it to the sequence', () => {
    const gone = but(stepMailbox(OWN!, { heirId: null }));
    for (const step of [{}, null])
      expect(retried(gone, step)).toEqual({ mailboxId: null, fromAddress: null });
  });
});
