import type { StartedEnrollment } from '../../infra/temporal/lifecycle/enrollments.ts';
import type { CommandDeps } from '../deps.ts';

/** Wakes the workflow of an enrollment, and starts it if it is gone. */
export async function wakeOrStart(
  { lifecycle }: Pick<CommandDeps, 'lifecycle'>,
  enrollment: StartedEnrollment,
): Promise<'woken' | 'started'> {
  if (await lifecycle.wakeEnrollment(enrollment.enrollmentId)) return 'woken';
  await lifecycle.startEnrollment(enrollment);
  return 'started';
}
