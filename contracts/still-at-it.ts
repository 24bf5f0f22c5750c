/** Why a wake-up that spares was not made: nothing is lost, the workflow has work of its own in hand or ahead. */
export class StillAtIt extends Error {
  constructor(workflowId: string) {
    super(`still at it: ${workflowId}`);
    this.name = 'StillAtIt';
  }
}
