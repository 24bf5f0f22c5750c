import { describe, expect, test } from '@jest/globals';
import type { SequenceStoredStatus } from '../../contracts/sequences/kinds.ts';
import { findActivationProblems } from '../../domain/sequences/activation.ts';
import type { SequenceDefinition, SequenceHold, StoredStep } from '../../domain/sequences/definition.ts';
import { newStepContent } from '../../domain/sequences/new-step.ts';
import { nameKeyOf } from '../../domain/name-key.ts';
import {
  defaultStopRules,
  findPeriodProblems,
  findSettingProblems,
  shownStatus,
} from '../../domain/sequences/sequence-rules.ts';
import { definition } from '../support/rows/definition.ts';
import { placed } from '../../domain/sequences/step-order.ts';
import { findStepProblems } from '../../domain/sequences/step-rules.ts';

const NOW = Date.parse('2026-03-02T08:00:00Z');
const HOUR_MS = 3_600_000;
const hold = (change: Partial<SequenceHold> = {}): SequenceHold => ({
  kind: 'manual',
  reason: null,
  startedAt: NOW - HOUR_MS,
  expiresAt: null,
  endedAt: null,
  ...change,
});
const status = (stored: SequenceStoredStatus, ...holds: SequenceHold[]) =>
  shownStatus({ status: stored }, holds, NOW);
const team = { primaryUserId: 'usr_primary', memberIds: ['usr_member'] };

function stored(content: Parameters<typeof newStepContent>[0], position = 1): StoredStep {
  const ids = { id: `stp_${position}`, sequenceId: 'seq_1', branchId: 'brn_1' };
  return {
    ...newStepContent(content, 'automatic'),
    ...ids,
    position,
    timingEditedAt: NOW,
    deliveryEditedAt: null,
    decidesSince: null,
    branchingEditedAt: null,
  };
}

const email = (days: number) =>
  ({
    type: 'email',
    label: 'Mail',
    timing: { kind: 'offset', days },
    subject: 'Due',
    body: 'Please pay',
  }) as const;

const around = {
  list: null,
  mailboxIds: new Set(['mbx_1']),
  goneMailboxIds: new Set<string>(),
  workingMailboxIds: new Set(['mbx_1']),
  activeUserIds: new Set(['usr_primary']),
  smsSenders: new Map(),
  addressesOf: new Map([['mbx_1', new Set(['ar@acme.example', 'alias@acme.example'])]]),
  sendingAs: new Map(),
  defaultSender: { mailboxId: 'mbx_1', fromAddress: null, works: true },
};
const problemsOf = (of: SequenceDefinition, senders: 'update' | 'keep' | null = null) =>
  findActivationProblems(of, around, { now: NOW, senders, isWriterAvailable: true }).map(
    (problem) => problem.field,
  );

describe('status', () => {
  test('S1: an activated sequence with an open hold is shown as paused', () => {
    expect(status('active')).toBe('active');
    expect(status('active', hold())).toBe('paused');
    expect(status('active', hold({ endedAt: NOW - 1 }))).toBe('active');
  });

  test('S12: a begin hold pauses until its moment and not at it', () => {
    expect(status('active', hold({ kind: 'begin', expiresAt: NOW + 1 }))).toBe('paused');
    expect(status('active', hold({ kind: 'begin', expiresAt: NOW }))).toBe('active');
  });

  test('D9: the emergency switch does not change the status', () => {
    expect(status('active', hold({ kind: 'switch' }))).toBe('active');
  });

  test('S1: drafts, ended and archived sequences are never paused', () => {
    for (const each of ['draft', 'ended', 'archived'] as const) expect(status(each, hold())).toBe(each);
  });
});

describe('settings', () => {
  test('S16: paid stops collections and not outreach, everything disputed stops neither', () => {
    const asked = { onReply: true, holdOnReply: null, onBounce: true };
    const others = { ...asked, onAllDisputed: false, onNotActive: true };
    expect(defaultStopRules('collections')).toEqual({ ...others, onPaid: true });
    expect(defaultStopRules('outreach')).toEqual({ ...others, onPaid: false });
  });

  test('S2: names are the same in any case and however their letters are composed', () => {
    expect(nameKeyOf('Überfällig')).toBe(nameKeyOf('U\u0308BERFÄLLIG'));
  });

  test('S13: a window over midnight is fine, one without length is not, nor is an unknown zone', () => {
    const zone = 'Europe/Berlin';
    const holidays = null;
    expect(findSettingProblems({ zone, holidays, window: { start: '22:00', stop: '06:00' } })).toEqual([]);
    expect(findSettingProblems({ zone, holidays, window: { start: '09:00', stop: '09:00' } })[0]?.field).toBe(
      'window.stop',
    );
    expect(findSettingProblems({ zone: 'Mars/Olympus', holidays, window: null })[0]?.field).toBe('zone');
  });

  test('S12: begin now is accepted, a past begin, a past end and an end before begin are not', () => {
    const none = { beginAt: null, endAt: null };
    expect(findPeriodProblems({ beginAt: NOW - 1000 }, none, NOW)).toEqual([]);
    expect(findPeriodProblems({ beginAt: NOW - HOUR_MS }, none, NOW)[0]?.field).toBe('beginAt');
    expect(findPeriodProblems({ endAt: NOW }, none, NOW)[0]?.field).toBe('endAt');
    const reversed = findPeriodProblems(
      { beginAt: NOW + 2 * HOUR_MS },
      { ...none, endAt: NOW + HOUR_MS },
      NOW,
    );
    expect(reversed).toEqual([{ field: 'endAt', message: 'must be after beginAt' }]);
  });

  test('S12: a begin that has passed does not block edits that leave it alone', () => {
    expect(findPeriodProblems({}, { beginAt: NOW - HOUR_MS, endAt: NOW - 1 }, NOW)).toEqual([]);
  });
});

describe('steps', () => {
  test('S5: messages follow the default of the sequence, everything else waits for a person', () => {
    const timing = { kind: 'offset', days: 0 } as const;
    const deliveryOf = (
      type: 'email' | 'sms' | 'call' | 'task' | 'social',
      byDefault: 'automatic' | 'manual',
    ) => newStepContent({ type, label: 'x', timing }, byDefault).delivery;
    expect(deliveryOf('email', 'automatic')).toBe('automatic');
    expect(deliveryOf('sms', 'automatic')).toBe('automatic');
    expect(deliveryOf('email', 'manual')).toBe('manual');
    for (const type of ['call', 'task', 'social'] as const)
      expect(deliveryOf(type, 'automatic')).toBe('manual');
  });

  test('S4: an offset step leaves at 09:00 where nothing is said', () => {
    expect(stored(email(3)).timing).toEqual({ kind: 'offset', days: 3, sendTime: '09:00' });
  });

  test('S3: a step is refused the fields its type does not have', () => {
    const call = stored({ type: 'call', label: 'Call', timing: { kind: 'offset', days: 0 } });
    const fields = findStepProblems(
      { ...call, subject: 'x', body: 'y', cc: ['a@b.example'], isThreaded: true },
      team,
    );
    expect(fields.map((problem) => problem.field)).toEqual(['subject', 'cc', 'isThreaded', 'body']);
  });

  test('S18: a named assignee is the primary user or a member', () => {
    const fieldsFor = (userId: string) =>
      findStepProblems({ ...stored(email(0)), assignee: { rule: 'user', userId } }, team).map(
        ({ field }) => field,
      );
    expect(fieldsFor('usr_member')).toEqual([]);
    expect(fieldsFor('usr_primary')).toEqual([]);
    expect(fieldsFor('usr_stranger')).toEqual(['assignee.userId']);
  });

  test('M3: every broken template is reported with its field, line and column', () => {
    const broken = {
      ...stored(email(0)),
      subject: 'Hi {{nobody}}',
      body: '<p>\n{{#invoices}}</p>',
      script: '{{x',
    };
    const problems = findStepProblems(broken, team);
    expect(problems.map((problem) => problem.field)).toEqual(['subject', 'body', 'script']);
    expect(problems[1]?.message).toMatch(/^line 2, column \d+: /);
  });

  test('S6: a step moves to a place, and to the end when the place lies beyond', () => {
    expect(placed(['a', 'b', 'c'], 'c', 1)).toEqual(['c', 'a', 'b']);
    expect(placed(['a', 'b', 'c'], 'a', 2)).toEqual(['b', 'a', 'c']);
    expect(placed(['a', 'b', 'c'], 'a', 99)).toEqual(['b', 'c', 'a']);
  });
});

describe('activation', () => {
  test('S7: a complete sequence has no problem', () => {
    expect(problemsOf(definition([stored(email(0), 1), stored(email(3), 2)]))).toEqual([]);
  });

  test('S7: everything missing is reported at once', () => {
    const bare = { type: 'email', label: 'Bare', timing: { kind: 'offset', days: 0 } } as const;
    const sms = { type: 'sms', label: 'Text', timing: { kind: 'delay', amount: 1, unit: 'days' } } as const;
    const lacking = definition([stored(bare, 1), stored(sms, 2)], { mailboxId: null, primaryUserId: null });
    expect(problemsOf(lacking)).toEqual([
      'primaryUserId',
      'mailboxId',
      'steps[0].subject',
      'steps[0].body',
      'steps[1].body',
      'steps[1].type',
    ]);
    expect(problemsOf(definition([]))).toEqual(['steps']);
  });

  test('S7, case 26: a threaded step needs no subject behind an email, the first one does', () => {
    const { subject: _subject, ...bare } = email(3);
    const threaded = stored({ ...bare, isThreaded: true }, 2);
    expect(problemsOf(definition([stored(email(0), 1), threaded]))).toEqual([]);
    const call = stored({ type: 'call', label: 'Call', timing: { kind: 'offset', days: 0 } }, 1);
    for (const steps of [[threaded], [call, threaded], [stored(email(0), 1), stored(bare, 2)]])
      expect(problemsOf(definition(steps))).toEqual([`steps[${steps.length - 1}].subject`]);
  });

  test('S7: offsets must increase in the order of the steps, delays between them do not matter', () => {
    const delay = { ...email(0), timing: { kind: 'delay', amount: 1, unit: 'hours' } } as const;
    const steps = [stored(email(5), 1), stored(delay, 2), stored(email(3), 3), stored(email(5), 4)];
    expect(problemsOf(definition(steps))).toEqual(['steps[2].timing.days', 'steps[3].timing.days']);
  });

  test('S7: the mailbox must work and the primary user be active', () => {
    const steps = [stored(email(0))];
    expect(problemsOf(definition(steps, { mailboxId: 'mbx_2', primaryUserId: 'usr_gone' }))).toEqual([
      'primaryUserId',
      'mailboxId',
    ]);
  });

  test('S7: a sequence without email steps needs no mailbox', () => {
    const call = stored({ type: 'call', label: 'Call', timing: { kind: 'offset', days: 0 } });
    expect(problemsOf(definition([call], { mailboxId: null }))).toEqual([]);
  });

  test('S7: steps with a sender that is not the primary user’s are listed until somebody says update or keep', () => {
    const steps = [stored(email(0), 1), stored({ ...email(2), mailboxId: 'mbx_own' }, 2)];
    const field = 'steps[1].mailboxId';
    expect(problemsOf(definition(steps))).toEqual([field, field]);
    expect(problemsOf(definition(steps), 'keep')).toEqual([field]);
    expect(problemsOf(definition(steps), 'update')).toEqual([]);
  });

  test('S7, M1: so is a step that is sent from an alias; one that is none of its mailbox is a problem', () => {
    const alias = (fromAddress: string) => [stored(email(0), 1), stored({ ...email(2), fromAddress }, 2)];
    const known = definition(alias('ALIAS@acme.example'));
    expect(problemsOf(known)).toEqual(['steps[1].fromAddress']);
    expect(problemsOf(known, 'keep')).toEqual([]);
    expect(problemsOf(known, 'update')).toEqual([]);
    expect(problemsOf(definition(alias('foreign@acme.example')), 'keep')).toEqual(['steps[1].fromAddress']);
    const ofSequence = definition([stored(email(0), 1)], { fromAddress: 'foreign@acme.example' });
    expect(problemsOf(ofSequence)).toEqual(['fromAddress']);
  });

  test('S18: a team with somebody who is not active any more is named, as the primary user is', () => {
    const team = { primaryUserId: 'usr_gone', memberIds: ['usr_primary', 'usr_left'] };
    expect(problemsOf(definition([stored(email(0))], team))).toEqual(['primaryUserId', 'memberIds[1]']);
  });

  test('S2: a template is never activated', () => {
    expect(problemsOf(definition([stored(email(0))], { isTemplate: true }))).toEqual(['isTemplate']);
  });

  test('S12: a sequence whose end is past is not activated', () => {
    expect(problemsOf(definition([stored(email(0))], { endAt: NOW }))).toEqual(['endAt']);
  });
});
