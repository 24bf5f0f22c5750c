import { isDeepStrictEqual } from 'node:util';
import type { Lifecycle } from '../../../infra/temporal/lifecycle.ts';
import type { ShownAutomation } from '../../../infra/temporal/schedules/automations/automation-calendars.ts';
import type { ShownProgram } from '../../../infra/temporal/schedules/programs.ts';
import type { ScheduleFit } from '../../../infra/temporal/schedules/ticks.ts';

/** A lifecycle that only notes what it was asked, in order. */
export interface RecordingLifecycle extends Lifecycle {
  /** Enrollments that were woken. */
  woken: string[];
  /**
   * Everything else: `start enr_…`, `bulk bul_…`, `change seq_…/3`, `webhook whk_…`, `action act_…`, `messages aps_…`, `copies msg_…`, `plan prg_…/2`, `run run_…`, `pass aps_…`, `batch bat_…`, `mailbox mbx_…`, `schedule prg_…`.
   */
  started: string[];
  /** Temporal Schedules of programs, as they were shown last. */
  schedules: Map<string, ShownProgram>;
  /** Moments of automations, as their Temporal Schedules were shown last. */
  automations: Map<string, ShownAutomation>;
  /** Zones in which the nightly work was to run, in order. */
  nights: string[];
  /** How the schedule of the nightly work stands, as a test says. */
  nightsFit: ScheduleFit;
  /** Enrollments whose workflows run, as a test says: for comparisons. */
  running: Set<string>;
}

/** Stands in for Temporal where a test is about the database and the API. */
export function createRecordingLifecycle(): RecordingLifecycle {
  const woken: string[] = [];
  const started: string[] = [];
  const running = new Set<string>();
  const schedules = new Map<string, ShownProgram>();
  const nights: string[] = [];
  const automations = new Map<string, ShownAutomation>();
  const note = (what: string): Promise<void> => {
    started.push(what);
    return Promise.resolve();
  };
  const said: { nightsFit: ScheduleFit } = { nightsFit: 'same' };
  const calls: Omit<RecordingLifecycle, 'nightsFit'> = {
    woken,
    started,
    running,
    schedules,
    nights,
    automations,
    isEnrollmentRunning: (enrollmentId) => Promise.resolve(running.has(enrollmentId)),
    standingOfEnrollment: () => Promise.resolve('asleep'),
    standingOfWorkflow: () => Promise.resolve('asleep'),
    findRunningEnrollments: () => Promise.resolve(new Set<string>()),
    async *listRunningEnrollments() {
      yield* running;
    },
    startEnrollment: ({ enrollmentId }) => note(`start ${enrollmentId}`),
    startBulkEnrollment: ({ bulkId }) => note(`bulk ${bulkId}`),
    startQueueBulk: (bulkId) => note(`queue bulk ${bulkId}`),
    startMailbox: (mailboxId) => note(`mailbox ${mailboxId}`),
    wakeMailbox: (mailboxId) => note(`mailbox ${mailboxId}`),
    isMailboxFollowed: (mailboxId) => Promise.resolve(running.has(mailboxId)),
    wakeWebhook: (webhookId) => note(`webhook ${webhookId}`),
    startContactPolicyChange: (changeId) => note(`contact policy ${changeId}`),
    tellBulkEnrollment: (bulkId) => note(`tell ${bulkId}`).then(() => true),
    wakeCopies: ({ messageId }) => note(`copies ${messageId}`),
    showNights: (zone) => {
      nights.push(zone);
      said.nightsFit = 'same';
      return Promise.resolve();
    },
    compareNights: () => Promise.resolve(said.nightsFit),
    startModelInsights: () => note('model insights'),
    startMailReading: () => note('mail reading'),
    wakeAction: ({ actionId }) => note(`action ${actionId}`),
    wakeAnswer: ({ answerId }) => note(`answer ${answerId}`),
    wakeAutomationMessages: ({ passId }) => note(`messages ${passId}`),
    startSequenceChange: (sequenceId, planVersion) => note(`change ${sequenceId}/${planVersion}`),
    startProgramPlan: (programId, planVersion) => note(`plan ${programId}/${planVersion}`),
    wakeProgramRun: ({ runId }) => note(`run ${runId}`),
    wakeBatch: ({ batchId }) => note(`batch ${batchId}`),
    showProgramSchedule: (program) => {
      if (program.status === 'archived') schedules.delete(program.programId);
      else schedules.set(program.programId, program);
      return note(`schedule ${program.programId}`);
    },
    removeProgramSchedule: (programId) => {
      schedules.delete(programId);
      return note(`schedule ${programId}`);
    },
    compareProgramSchedule: (program) => {
      const shown = schedules.get(program.programId);
      if (!shown) return Promise.resolve('missing');
      return Promise.resolve(isDeepStrictEqual(shown, program) ? 'same' : 'differs');
    },
    async *listProgramSchedules() {
      yield* schedules.keys();
    },
    wakePass: ({ passId }) => note(`pass ${passId}`),
    showAutomationSchedule: (automation) => {
      if (automation.moments.length === 0) automations.delete(automation.automationId);
      else automations.set(automation.automationId, automation);
      return note(`schedule ${automation.automationId}`);
    },
    compareAutomationSchedule: (automation) => {
      const shown = automations.get(automation.automationId);
      const isWanted = automation.moments.length > 0;
      if (!shown) return Promise.resolve(isWanted ? 'missing' : 'same');
      return Promise.resolve(isDeepStrictEqual(shown, automation) ? 'same' : 'differs');
    },
    async *listAutomationSchedules() {
      yield* automations.keys();
    },
    wakeEnrollment: (enrollmentId) => {
      woken.push(enrollmentId);
      return Promise.resolve(true);
    },
  };
  return Object.assign(said, calls);
}
