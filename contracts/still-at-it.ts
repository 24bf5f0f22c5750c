/** Why a wake-up that spares was not made: nothing is lost, the workflow has work of its own in hand or ahead. */
export class StillAtIt extends Error {
  /** Its task fails again and again, so that it gets nowhere until its workers have code that can go on with it. */
  readonly isFailing: boolean;

  constructor(
    readonly workflowId: string,
    { isFailing = false }: { isFailing?: boolean } = {},
  ) {
    super(`still at it: ${workflowId}`);
    this.name = 'StillAtIt';
    this.isFailing = isFailing;
  }
}
