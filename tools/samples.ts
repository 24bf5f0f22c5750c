/** The sample files, in the order in which they name each other. */
export const SAMPLE_KINDS = ['customers', 'contacts', 'invoices'] as const;

/** Where they lie. */
export const SAMPLE_FOLDER = new URL('../prisma/seed/', import.meta.url);
