import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';
import { ApplicationFailure, CancelledFailure, CompleteAsyncError, type Info } from '@temporalio/activity';
import { MadeUpFor } from '../../contracts/made-up-for.ts';
import { ProblemError } from '../../contracts/problems.ts';
import type { Logger } from '../logger.ts';

/** An activity was asked about nothing. */
class BadInput extends Error {
  readonly code = 'bad_input';
}

/**
 * What every retry would meet again: a row that is gone, and an input that names nothing, as somebody writes it who starts a
 * workflow by hand. Told by the class: a code of somebody else's error says nothing about our rows. All else is retried with
 * growing distances: a database may come back, a row that cannot be read may be mended, and a deployment may bring better
 * code; a workflow that failed instead would be started again by the reconciler, pass after pass.
 */
const isMendedByNoRetry = (error: unknown): boolean =>
  error instanceof BadInput || (error instanceof ProblemError && error.code === 'not_found');

/**
 * Keeps words out of histories (O6): whatever an activity throws becomes its code and the ids it was called with.
 * Replies of mail servers and errors of the database quote addresses; those words go to the log, redacted, and to
 * PostgreSQL where a person needs them. Says what no retry mends.
 */
export class ErrorInterceptor implements ActivityInboundCallsInterceptor {
  constructor(
    private readonly info: Pick<Info, 'activityType' | 'workflowExecution' | 'attempt'>,
    private readonly logger: Logger,
  ) {}

  async execute(
    input: ActivityExecuteInput,
    next: Next<ActivityInboundCallsInterceptor, 'execute'>,
  ): Promise<unknown> {
    try {
      if (input.args.length > 0 && !isInput(input.args[0])) throw new BadInput();
      return await next(input);
    } catch (thrown) {
      const error = thrown instanceof MadeUpFor ? thrown.cause : thrown;
      if (error instanceof ApplicationFailure || error instanceof CancelledFailure) throw error;
      if (error instanceof CompleteAsyncError) throw error;
      const code = codeOf(error);
      this.logger.error(
        {
          activity: this.info.activityType,
          workflowId: this.info.workflowExecution?.workflowId,
          runId: this.info.workflowExecution?.runId,
          attempt: this.info.attempt,
          ids: idsOf(input.args),
          code,
          err: error,
        },
        'activity failed',
      );
      throw ApplicationFailure.create({
        type: code,
        nonRetryable: thrown instanceof MadeUpFor || isMendedByNoRetry(error),
        message: [code, ...idsOf(input.args)].join(' '),
      });
    }
  }
}

/** Every input is an object that says something, and whose ids are ids. */
function isInput(input: unknown): boolean {
  if (typeof input !== 'object' || input === null) return false;
  const entries = Object.entries(input);
  const isWrong = ([key, value]: [string, unknown]): boolean =>
    key.endsWith('Id') && (typeof value !== 'string' || value === '');
  return entries.length > 0 && !entries.some(isWrong);
}

function codeOf(error: unknown): string {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  if (typeof code === 'string' && /^[\w.-]{1,40}$/.test(code)) return code;
  return typeof name === 'string' && /^\w{1,40}$/.test(name) ? name : 'error';
}

function idsOf(args: readonly unknown[]): string[] {
  const input = args[0];
  if (typeof input !== 'object' || input === null) return [];
  return Object.entries(input).flatMap(([key, value]) =>
    key.endsWith('Id') && typeof value === 'string' && value.length < 64 ? [value] : [],
  );
}
