/**
 * How a workflow stands, asked of Temporal itself. `busy`: a task or an activity of it waits for a worker, or has one; that it
 * waits long is a backlog, no loss. `retrying`: an activity of it failed or was denied, and waits for its next attempt.
 * `asleep`: it waits for a timer or a signal. `gone`: none runs.
 */
export type Standing = 'gone' | 'asleep' | 'retrying' | 'busy';

/** Why a wake-up that spares was not made: nothing is lost, the workflow has work of its own in hand or ahead. */
export class StillAtIt extends Error {
  constructor(workflowId: string) {
    super(`still at it: ${workflowId}`);
    this.name = 'StillAtIt';
  }
}
