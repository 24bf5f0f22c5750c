/** The same every day: a failure repeats, and what passes today passes tomorrow. */
const USUAL_SEED = 20_260_302;

/** What random tests begin with. `FOLLOWTHROUGH_SEED` repeats a run of another seed. */
export const SEED = Number(process.env['FOLLOWTHROUGH_SEED'] || USUAL_SEED);
