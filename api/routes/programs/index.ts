import type { Route } from '../../handle.ts';
import { programDryRunRoutes } from './program-dry-runs.ts';
import { programEnrollmentRoutes } from './program-enrollments.ts';
import { programReportRoutes } from './program-reports.ts';
import { programRunRoutes } from './program-runs.ts';
import { programTouchpointRoutes } from './program-touchpoints.ts';
import { programRoutes } from './programs.ts';
import { reviewBatchRoutes } from './review-batches.ts';
import { reviewItemRoutes } from './review-items.ts';
import { scheduledTouchpointRoutes } from './scheduled-touchpoints.ts';
import { templateRoutes } from './templates.ts';
import { textPreviewRoutes } from './text-previews.ts';
import { touchpointAnswerRoutes } from './touchpoint-answers.ts';

/** Every route of the wing programs. */
export const routes: readonly Route[] = [
  ...programRoutes,
  ...programTouchpointRoutes,
  ...templateRoutes,
  ...programEnrollmentRoutes,
  ...programRunRoutes,
  ...programDryRunRoutes,
  ...programReportRoutes,
  ...scheduledTouchpointRoutes,
  ...touchpointAnswerRoutes,
  ...reviewBatchRoutes,
  ...reviewItemRoutes,
  ...textPreviewRoutes,
];
