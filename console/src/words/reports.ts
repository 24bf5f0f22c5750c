import type { ProgramReportGroup } from '../../../contracts/programs/program-reports.ts';
import type { ResultFigure, ResultGroup } from '../../../contracts/sequences/result-figures.ts';

/** Texts of reports, and words for their closed lists. */
export const programGroups: Record<ProgramReportGroup, string> = {
  program: 'Program',
  touchpoint: 'Touchpoint',
  run: 'Run',
  customer: 'Customer',
  label: 'Label',
  month: 'Month',
};

export const resultGroups: Record<ResultGroup, string> = {
  sequence: 'Sequence',
  branch: 'Branch',
  step: 'Step',
  user: 'User',
  version: 'Version',
  label: 'Label',
  day: 'Day',
  week: 'Week',
  month: 'Month',
};

export const resultFigures: Record<ResultFigure, string> = {
  'mail.sent': 'Mails sent',
  'mail.delivered': 'Delivered',
  'mail.opened': 'Opened',
  'mail.opened.machine': 'Opened by a machine',
  'mail.opened.unclear': 'Opened, unclear by whom',
  'mail.clicked': 'Clicked',
  'mail.clicked.machine': 'Clicked by a machine',
  'mail.clicked.unclear': 'Clicked, unclear by whom',
  'mail.replied': 'Replied',
  'mail.bounced': 'Bounced',
  'mail.unsubscribed': 'Unsubscribed',
  'sms.sent': 'Sms sent',
  'sms.delivered': 'Sms arrived',
  'sms.failed': 'Sms failed',
  'sms.replied': 'Sms answered',
  'sms.optedOut': 'Stopped sms',
  'tasks.completed': 'Tasks done',
  'tasks.toDo': 'Tasks to do',
  'enrollments.active': 'Active',
  'enrollments.started': 'Begun',
  'enrollments.paused': 'Paused',
  'enrollments.completed': 'Completed',
  'enrollments.stopped': 'Stopped',
  collected: 'Collected',
};

/** Figures of the report on programs, besides money. */
export const programFigures = {
  produced: 'Made',
  sent: 'Sent',
  completedByHand: 'Done by hand',
  open: 'Open',
  skipped: 'Left out',
  rejected: 'Rejected',
  superseded: 'Replaced',
  failed: 'Failed',
  uncertain: 'Uncertain',
  cancelled: 'Cancelled',
  opened: 'Opened',
  clicked: 'Clicked',
  replied: 'Replied',
  bounced: 'Bounced',
} as const;
export type ProgramFigure = keyof typeof programFigures;

export const reports = {
  title: 'Reports',
  tabs: { programs: 'Programs', sequences: 'Sequences' },
  group: 'By',
  from: 'From',
  to: 'To',
  nameOf: 'Name',
  noName: 'none',
  archived: 'archived',
  total: 'All',
  collected: 'Collected',
  csv: 'Save as CSV',
  notUpToDate: 'Much changed just now: not all of it is counted yet.',
  empty: 'Nothing was sent in this period.',
  rows: 'Rows',
  noRows: 'It counts nothing.',
  when: 'When',
  customer: 'Customer',
  outcome: 'Outcome',
  amount: 'Amount',
  byMachine: (count: string): string => `${count} by machines`,
  messages: 'Messages',
  status: 'Status',
  planned: 'Planned',
  programAbout:
    'Collected: payments on invoices that a sent message asked for, from the day it left until 14 days later.',
  sequenceAbout: 'Collected: payments from the day of a step that was done until 14 days later.',
} as const;
