import { proxyActivities, sleep } from '@temporalio/workflow';
import type { BareActivities } from './bare-step.ts';

const { handOverPrebuilt } = proxyActivities<BareActivities>({
  taskQueue: 'bench-send',
  startToCloseTimeout: '12 minutes',
});

/**
 * The least a durable step can be: one timer, one activity, and the next timer.
 * Started by the bench, and ended with its server.
 */
export async function bareStep({ stepId, dueAt }: { stepId: string; dueAt: number }): Promise<void> {
  await sleep(Math.max(dueAt - Date.now(), 1));
  const { until } = await handOverPrebuilt({ stepId });
  await sleep(until - Date.now());
}
