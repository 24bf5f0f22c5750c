/**
 * Columns of each kind of file: `required` ones must stand in the header, the others may. `informative` ones are those of
 * our own exports that say what can be worked out: taken and not read (C22).
 */
export const IMPORT_COLUMNS = {
  customers: {
    required: ['external_id', 'name'],
    optional: ['id', 'status', 'currency', 'ar_owner_email', 'sales_owner_email', 'zone', 'locale', 'score'],
    informative: [
      'total',
      'overdue',
      'not_yet_due',
      'days_1_30',
      'days_31_60',
      'days_61_90',
      'days_91_plus',
      'credit',
      'net',
      'open_invoices',
      'ar_owner',
      'sales_owner',
      'labels',
      'severity',
      'signal',
      'contacts',
      'primary_contact',
      'primary_email',
      'last_contact_at',
    ],
    prefix: 'property.',
  },
  contacts: {
    required: ['customer_external_id'],
    optional: ['external_id', 'name', 'email', 'phone', 'title', 'department', 'type', 'primary'],
  },
  invoices: {
    required: ['customer_external_id', 'number', 'issued_on', 'due_on', 'amount'],
    optional: [
      'customer_id',
      'balance',
      'credit',
      'currency',
      'status',
      'disputed',
      'dispute_reason',
      'po_number',
      'pay_url',
      'pdf_url',
      'lowered_by',
      'paid_on',
    ],
    informative: ['id', 'external_id', 'customer_name'],
  },
  payments: {
    required: ['customer_external_id', 'reference', 'paid_on', 'amount'],
    optional: ['currency', 'invoice_number', 'allocations', 'reverses', 'reason'],
  },
  related_records: {
    required: ['kind', 'external_id', 'customer_external_id'],
    optional: [
      'status',
      'occurred_on',
      'ends_on',
      'amount',
      'currency',
      'allocations',
      'url',
      'of_kind',
      'of_external_id',
      'events',
    ],
    prefix: 'property.',
  },
} as const;
