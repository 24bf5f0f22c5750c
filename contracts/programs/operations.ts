import type { Operation } from '../operation.ts';
import { programDryRunOperations } from './program-dry-runs.operations.ts';
import { programEnrollmentOperations } from './program-enrollments.operations.ts';
import { programReportOperations } from './program-reports.operations.ts';
import { programRunOperations } from './program-runs.operations.ts';
import { programTouchpointOperations } from './program-touchpoints.operations.ts';
import { programOperations } from './programs.operations.ts';
import { reviewItemOperations } from './review-items.operations.ts';
import { reviewBatchOperations } from './review-batches.operations.ts';
import { scheduledTouchpointOperations } from './scheduled-touchpoints.operations.ts';
import { templateOperations } from './templates.operations.ts';
import { textPreviewOperations } from './text-previews.operations.ts';
import { touchpointAnswerOperations } from './touchpoint-answers.operations.ts';

/** Every operation of the wing programs. */
export const operations: readonly Operation[] = [
  ...programOperations,
  ...programTouchpointOperations,
  ...templateOperations,
  ...programEnrollmentOperations,
  ...programRunOperations,
  ...programDryRunOperations,
  ...programReportOperations,
  ...scheduledTouchpointOperations,
  ...touchpointAnswerOperations,
  ...reviewBatchOperations,
  ...reviewItemOperations,
  ...textPreviewOperations,
];
