import {
  ActivityFailure,
  CancellationScope,
  CancelledFailure,
  type WorkflowInterceptors,
} from '@temporalio/workflow';

/**
 * A workflow that an operator cancels ends as cancelled. The activity in hand may still fail by itself after that, as a send
 * that the server puts off does: nobody retries it, and without this it would end the workflow as failed.
 */
export const interceptors = (): WorkflowInterceptors => ({
  inbound: [
    {
      async execute(input, next) {
        try {
          return await next(input);
        } catch (error) {
          const isCancelled = CancellationScope.current().consideredCancelled;
          if (isCancelled && error instanceof ActivityFailure) throw new CancelledFailure('cancelled');
          throw error;
        }
      },
    },
  ],
});
