import type { Lifecycle } from '../infra/temporal/lifecycle.ts';

/** Takes every wake-up and does nothing with it: for what runs without Temporal. */
export const NO_WORKFLOWS: Lifecycle = {
  startEnrollment: () => Promise.resolve(),
  wakeEnrollment: () => Promise.resolve(true),
  startBulkEnrollment: () => Promise.resolve(),
  startSequenceChange: () => Promise.resolve(),
  startQueueBulk: () => Promise.resolve(),
  wakeWebhook: () => Promise.resolve(),
  startProgramPlan: () => Promise.resolve(),
  wakeProgramRun: () => Promise.resolve(),
  wakePass: () => Promise.resolve(),
  showAutomationSchedule: () => Promise.resolve(),
  compareAutomationSchedule: () => Promise.resolve('same'),
  async *listAutomationSchedules() {},
  wakeBatch: () => Promise.resolve(),
  showProgramSchedule: () => Promise.resolve(),
  removeProgramSchedule: () => Promise.resolve(),
  compareProgramSchedule: () => Promise.resolve('same'),
  async *listProgramSchedules() {},
  wakeCopies: () => Promise.resolve(),
  wakeAction: () => Promise.resolve(),
  wakeAutomationMessages: () => Promise.resolve(),
  startModelInsights: () => Promise.resolve(),
  showNights: () => Promise.resolve(),
  isEnrollmentRunning: () => Promise.resolve(false),
  async *listRunningEnrollments() {},
};
