/** How often one run looks, in seconds. */
export interface ReconcileInput {
  everySeconds: number;
}

/** How long one run goes on, in seconds: its schedule starts the next one then. */
export const RECONCILE_RUN_SECONDS = 600;
