import type { Lifecycle } from '../../infra/temporal/lifecycle.ts';

/** A lifecycle that only notes what it was asked, in order. */
export interface RecordingLifecycle extends Lifecycle {
  /** Enrollments that were woken. */
  woken: string[];
  /** Everything else: `start enr_…`, `bulk bul_…`, `change seq_…/3`, `webhook whk_…`, `action act_…`. */
  started: string[];
  /** Enrollments whose workflows run, as a test says: for comparisons. */
  running: Set<string>;
}

/** Stands in for Temporal where a test is about the database and the API. */
export function createRecordingLifecycle(): RecordingLifecycle {
  const woken: string[] = [];
  const started: string[] = [];
  const running = new Set<string>();
  const note = (what: string): Promise<void> => {
    started.push(what);
    return Promise.resolve();
  };
  return {
    woken,
    started,
    running,
    isEnrollmentRunning: (enrollmentId) => Promise.resolve(running.has(enrollmentId)),
    async *listRunningEnrollments() {
      yield* running;
    },
    startEnrollment: ({ enrollmentId }) => note(`start ${enrollmentId}`),
    startBulkEnrollment: (bulkId) => note(`bulk ${bulkId}`),
    wakeWebhook: (webhookId) => note(`webhook ${webhookId}`),
    wakeAction: ({ actionId }) => note(`action ${actionId}`),
    startSequenceChange: (sequenceId, planVersion) => note(`change ${sequenceId}/${planVersion}`),
    wakeEnrollment: (enrollmentId) => {
      woken.push(enrollmentId);
      return Promise.resolve(true);
    },
  };
}
