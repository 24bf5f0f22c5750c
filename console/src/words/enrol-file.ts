/** Texts of enrolling a file. */
export const enrolFile = {
  title: 'Enrol a file',
  about:
    'One customer a row, by id, number or name. Rows that match nobody, or several, are left out and named.',
  act: 'Enrol',
  file: 'File',
  fileHint: 'CSV from any program.',
  column: 'Column',
  columnHint: 'Its name or number. Empty: the one that its heading suggests, else the first.',
  startDate: 'First day',
  enrolled: 'Enrolled',
  updated: 'Moved to another day',
  skipped: 'Left out',
  failed: 'Failed',
  pending: 'Still to be done',
  line: 'Line',
  value: 'Customer',
  reason: 'Why',
} as const;
