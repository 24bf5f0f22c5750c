/** The sample files, in the order in which they name each other. */
export const SAMPLE_KINDS = ['customers', 'contacts', 'invoices'] as const;

/** Definitions that are applied with them: as a user applies a folder of their own (O11). */
export const SAMPLE_CONFIGURATION = new URL('../prisma/seed/configuration/', import.meta.url);

/** Where they lie. */
export const SAMPLE_FOLDER = new URL('../prisma/seed/', import.meta.url);
