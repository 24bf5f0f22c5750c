import {
  bulkEnrollmentWorkflowId,
  sequenceChanged,
  type BulkEnrollmentInput,
} from '../../workflows/enrollments/bulk-enrollment.messages.ts';
import {
  contactPolicyChangeWorkflowId,
  type ContactPolicyChangeInput,
} from '../../workflows/sending/contact-policy-change.messages.ts';
import { startOfSchedule, type Scenario } from './scenarios.ts';

/** Workflows that work through many rows. */
export const DRAIN_SCENARIOS: Record<string, Scenario> = {
  'contact-policy-change': (recorder) => {
    const input: ContactPolicyChangeInput = { changeId: 'cpc_raised' };
    const workflowId = contactPolicyChangeWorkflowId(input.changeId);
    return startOfSchedule(recorder, 'contactPolicyChange', workflowId, input);
  },

  // Its sequence is paused; the last look comes before its time, since it is told that the sequence was changed.
  'bulk-enrollment-continue-as-new': async (recorder) => {
    recorder.enrollRows = [...Array.from({ length: 7 }, () => ({ isWaiting: true })), { isWaiting: false }];
    const input: BulkEnrollmentInput = { bulkId: 'bulk_paused_long', mostEvents: 50 };
    const workflowId = bulkEnrollmentWorkflowId(input.bulkId);
    const handle = await startOfSchedule(recorder, 'bulkEnrollment', workflowId, input);
    await recorder.pass(6 * 60_000 + 30_000);
    await handle.signal(sequenceChanged);
    return handle;
  },
};
