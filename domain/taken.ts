/**
 * What is said of an external id, or a number of an invoice, that cannot be used. One answer for all: whoever has it, be
 * it a customer that the asker may see, one that is hidden, or nobody (U3).
 */
export const TAKEN = 'is taken or reserved';
