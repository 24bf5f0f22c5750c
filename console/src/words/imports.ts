import type { DelimiterKind, Encoding } from '../../../contracts/csv.ts';
import type { IMPORT_COLUMNS } from '../../../contracts/imports/columns.ts';
import type {
  ClosingState,
  DateFormat,
  DecimalMarkKind,
  ImportKind,
  ImportMode,
  ImportStatus,
  RoundMode,
} from '../../../contracts/imports/kinds.ts';
import type { LoweringCause } from '../../../contracts/receivables/kinds.ts';

/** Texts of imports, and words for their closed lists. */
export const importKinds: Record<ImportKind, string> = {
  customers: 'Customers',
  contacts: 'Contacts',
  invoices: 'Invoices',
  payments: 'Payments',
  related_records: 'Related records',
};

export const importStatuses: Record<ImportStatus, string> = {
  running: 'Running',
  waiting: 'Waits for a person',
  closing: 'Closing what it lacks',
  completed: 'Done',
  failed: 'Failed',
};

export const closingStates: Record<ClosingState, string> = {
  pending: 'its rows are being stored',
  nothing: 'nothing is closed',
  waiting: 'waits for a person',
  closing: 'is being closed',
  closed: 'closed',
  declined: 'a person declined it',
  superseded: 'a newer file came first',
};

export const delimiters: Record<DelimiterKind, string> = {
  comma: 'Comma',
  semicolon: 'Semicolon',
  tab: 'Tab',
  pipe: 'Bar |',
};

export const encodings: Record<Encoding, string> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16, little end first',
  'utf-16be': 'UTF-16, big end first',
  'windows-1252': 'Western (Windows 1252)',
  'windows-1250': 'Central European (Windows 1250)',
  'windows-1251': 'Cyrillic (Windows 1251)',
  'windows-1253': 'Greek (Windows 1253)',
  'windows-1254': 'Turkish (Windows 1254)',
  'windows-1257': 'Baltic (Windows 1257)',
  'iso-8859-1': 'Western (ISO 8859-1)',
  'iso-8859-2': 'Central European (ISO 8859-2)',
  'iso-8859-9': 'Turkish (ISO 8859-9)',
  'iso-8859-15': 'Western with euro (ISO 8859-15)',
  macintosh: 'Western (Macintosh)',
  shift_jis: 'Japanese (Shift JIS)',
  gb18030: 'Simplified Chinese (GB 18030)',
  big5: 'Traditional Chinese (Big5)',
  'euc-kr': 'Korean (EUC-KR)',
};

export const dateFormats: Record<DateFormat, string> = {
  'YYYY-MM-DD': 'YYYY-MM-DD',
  'YYYY/MM/DD': 'YYYY/MM/DD',
  YYYYMMDD: 'YYYYMMDD',
  'DD.MM.YYYY': 'DD.MM.YYYY',
  'DD/MM/YYYY': 'DD/MM/YYYY',
  'DD-MM-YYYY': 'DD-MM-YYYY',
  'MM/DD/YYYY': 'MM/DD/YYYY',
  'MM-DD-YYYY': 'MM-DD-YYYY',
};

export const decimalMarks: Record<DecimalMarkKind, string> = { point: 'Point', comma: 'Comma' };

export const roundModes: Record<RoundMode, string> = {
  half_up: 'Half up',
  half_even: 'Half to the even',
  down: 'Down',
};

export const importModes: Record<ImportMode, string> = {
  upsert: 'New and changed ones',
  openItems: 'Everything that is open: what it lacks is closed',
};

export const loweringCauses: Record<LoweringCause, string> = {
  payment: 'They were paid',
  credit: 'They were credited',
  correction: 'They were corrected',
  write_off: 'They were written off',
};

export const foundBy: Record<'declared' | 'mark' | 'file' | 'proposed', string> = {
  declared: 'as you said',
  mark: 'by its mark',
  file: 'as the file shows',
  proposed: 'likely',
};

type Columns<K extends ImportKind> = (typeof IMPORT_COLUMNS)[K];
type ColumnOf<K extends ImportKind> = Columns<K>['required'][number] | Columns<K>['optional'][number];

/** Columns of ours that a file may have, and what they are. */
export const importColumns: { [K in ImportKind]: Record<ColumnOf<K>, string> } = {
  customers: {
    external_id: 'Customer number',
    name: 'Name',
    id: 'Id here',
    status: 'Status',
    currency: 'Currency',
    ar_owner_email: 'AR owner, by email',
    sales_owner_email: 'Sales owner, by email',
    zone: 'Time zone',
    locale: 'Language',
    score: 'Score',
  },
  contacts: {
    customer_external_id: 'Customer number',
    external_id: 'Contact number',
    name: 'Name',
    email: 'Email',
    phone: 'Phone',
    title: 'Title',
    department: 'Department',
    type: 'Type',
    primary: 'Is the primary one',
  },
  invoices: {
    customer_external_id: 'Customer number',
    number: 'Invoice number',
    issued_on: 'Issued on',
    due_on: 'Due on',
    amount: 'Amount',
    customer_id: 'Id of the customer here',
    balance: 'Open balance',
    credit: 'Credit',
    currency: 'Currency',
    status: 'Status',
    disputed: 'Is disputed',
    dispute_reason: 'Reason of the dispute',
    po_number: 'PO number',
    pay_url: 'Link to pay',
    pdf_url: 'Link to the PDF',
    lowered_by: 'Why the balance fell',
    paid_on: 'Paid on',
  },
  payments: {
    customer_external_id: 'Customer number',
    reference: 'Reference',
    paid_on: 'Paid on',
    amount: 'Amount',
    currency: 'Currency',
    invoice_number: 'Invoice number',
    allocations: 'Invoices with amounts',
    reverses: 'Reference it reverses',
    reason: 'Reason',
  },
  related_records: {
    kind: 'Kind',
    external_id: 'Number',
    customer_external_id: 'Customer number',
    status: 'Status',
    occurred_on: 'Day',
    ends_on: 'Ends on',
    amount: 'Amount',
    currency: 'Currency',
    allocations: 'Invoices with amounts',
    url: 'Link',
    of_kind: 'Kind it belongs to',
    of_external_id: 'Number it belongs to',
    events: 'Events',
  },
};

export const imports = {
  title: 'Imports',
  tabs: { new: 'A file', past: 'Past imports', profiles: 'Profiles' },
  notYours: 'Imports take a permission that you do not have.',
  file: 'CSV file',
  fileHint: 'As your system writes it: titles above the header, other column names and other marks are fine.',
  kind: 'What it holds',
  profile: 'Read as',
  noProfile: 'As the file shows',
  looking: 'Looking at the file',
  choose: 'Choose a file: it is looked at, and nothing is stored before you say so.',
  found: 'What the file is',
  encoding: 'Encoding',
  delimiter: 'Between two values',
  header: 'Columns are named on line',
  noHeader: 'nowhere',
  lines: 'Lines',
  titles: 'Titles above',
  totals: 'Rows of sums, left out',
  columns: 'Columns',
  column: 'In the file',
  samples: 'Such as',
  readAs: 'Read as',
  notRead: 'not read',
  asProperty: (name: string): string => `property: ${name}`,
  missing: 'Columns that are needed and were not found',
  questions: 'What the file does not say',
  questionsAbout: 'Answer these, and it is looked at again.',
  answer: 'Read it so',
  line: 'line',
  reads: 'reads',
  options: 'How it is read',
  dateFormat: 'Days are written',
  decimalMark: 'Decimal mark',
  asShown: 'As each value shows',
  round: 'Decimals that a currency does not have',
  refused: 'The row is refused',
  several: 'Several rows of one invoice',
  sum: 'Are its lines, and summed',
  mode: 'The file holds',
  source: 'System it comes from',
  sourceHint: 'What it lacks is closed for its own system only.',
  asOf: 'On the day',
  loweredBy: 'Why balances fell',
  open: { one: '# question is open: answer it first.', other: '# questions are open: answer them first.' },
  dryRun: 'Try it out',
  dryRunAbout: 'Tells what would happen and changes nothing.',
  run: 'Import',
  running: 'Rows are being read …',
  result: 'What became of it',
  wouldResult: 'What would become of it',
  total: 'Rows',
  created: 'New',
  updated: 'Changed',
  skipped: 'Known already',
  failed: 'Left out with errors',
  warned: 'Values left out',
  closed: 'Closed',
  ignored: 'Columns that were not read',
  fix: 'Correct these rows in the file and choose it again: what is stored already stays as it is.',
  errors: 'Errors, by line',
  warnings: 'Values that were left out, by line',
  wholeRow: 'the row',
  wrong: 'What is wrong',
  value: 'It says',
  closing: 'Open invoices that the file lacks',
  closingAsk:
    'So many are missing that a person has to say whether they were really paid. Nothing of them is closed yet.',
  wasOpen: 'Open before',
  isMissing: 'Missing in the file',
  credit: 'Credit that it lacks',
  items: { one: '# invoice', other: '# invoices' },
  close: { one: 'Close # invoice', other: 'Close # invoices' },
  decline: 'Close nothing',
  moved: 'The numbers have moved: look again.',
  again: 'Import another file',
  empty: 'No file was imported yet.',
  dry: 'tried out',
  by: 'by',
  when: 'When',
  rows: 'Rows',
  saveProfile: 'Keep this reading as a profile',
  profileName: 'Name',
  profileSaved: (name: string): string => `Kept as ${name}.`,
  noProfiles: 'No profile is kept. Look at a file, and keep how it is read.',
  deleteProfile: 'Delete',
  deleteTitle: (name: string): string => `Delete the profile ${name}`,
  deleteAbout: 'Imports made with it stay.',
  rename: 'Rename',
  acts: 'Acts',
} as const;
