export * as allocations from './allocations.ts';
export * as importClaims from './import-claims.ts';
export * as importContacts from './import-contacts.ts';
export * as importCustomers from './import-customers.ts';
export * as importInvoices from './import-invoices.ts';
export * as importRelatedRecords from './import-related-records.ts';
export * as imports from './imports.ts';
export * as importProfiles from './import-profiles.ts';
