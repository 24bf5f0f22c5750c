import type { MinimumAmounts } from '../../contracts/minimum-amounts.ts';
import type { ContactType } from '../../contracts/customers/kinds.ts';
import type { ContentMode } from '../../contracts/sequences/kinds.ts';
import type { HolidayCalendar } from '../../contracts/sequences/holiday-calendar.ts';
import type { Matching, ProgramStatus, TouchpointDelivery } from '../../contracts/programs/kinds.ts';
import type { TouchpointLevel } from '../../contracts/sending/kinds.ts';
import type { Tracking } from '../../contracts/sending/tracking.ts';
import type { EmailTemplates } from '../rendering/message.ts';

/** A program as it is stored; instants are epoch milliseconds. */
export interface StoredProgram {
  id: string;
  name: string;
  description: string | null;
  status: ProgramStatus;
  zone: string;
  /** ISO weekdays in order, at least one. */
  sendDays: number[];
  /** `HH:mm`. */
  sendTime: string;
  /** `HH:mm`: what waits leaves until then; null: the default. */
  latestSendTime: string | null;
  everyWeeks: number;
  /** `YYYY-MM-DD`. */
  startDate: string;
  holidays: HolidayCalendar | null;
  /** Null: the organisation's default. */
  mailboxId: string | null;
  /** The address among those of the mailbox; null: its own (M1). */
  fromAddress: string | null;
  matching: Matching;
  autoEnroll: boolean;
  /** The least amounts worth a letter, by currency (C19); null: the organisation's. */
  minimumAmounts: MinimumAmounts | null;
  tracking: Tracking;
  /** A run larger than so many times the usual is held for a person (P15); 0: never. */
  surgeFactor: number;
  version: number;
  /** Grows with every change of when runs take place. */
  scheduleVersion: number;
  /** When runs were last rescheduled: no run of a moment before it is made up for. */
  scheduledFrom: number;
  /** The schedule version that the Temporal Schedule shows. */
  shownScheduleVersion: number;
  /** Grows with every change that can move what is planned. */
  planVersion: number;
  /** The plan version that the scheduled touchpoints show. */
  plannedVersion: number;
  /** The newest run: only it may write what it generates. */
  currentRunId: string | null;
  createdById: string;
  createdAt: number;
  updatedAt: number;
  archivedAt: number | null;
}

/** The words of a touchpoint where it has its own, or a named text. */
export interface TouchpointWords {
  contentMode: ContentMode;
  /** A named text, of the product or of the organisation; null: the words are here. */
  templateId: string | null;
  subject: string | null;
  bodyHtml: string | null;
  bodyText: string | null;
  prompt: string | null;
}

/** A touchpoint as it is stored (P3); instants are epoch milliseconds. */
export interface StoredTouchpoint extends TouchpointWords {
  id: string;
  programId: string;
  label: string;
  offsetDays: number;
  level: TouchpointLevel;
  delivery: TouchpointDelivery;
  contactTypes: ContactType[];
  cc: string[];
  bcc: string[];
  ccOwner: boolean;
  version: number;
  createdAt: number;
  updatedAt: number;
  archivedAt: number | null;
}

/** A named text as touchpoints use it. */
export interface TemplateText extends EmailTemplates {
  id: string;
  name: string;
  level: TouchpointLevel;
  /** BCP 47, what it is written in; null: nobody has said. */
  language: string | null;
  /** The same in other languages (M6), by BCP 47 tag. */
  variants: Readonly<Record<string, EmailTemplates>>;
}

/** A named text of the organisation; instants are epoch milliseconds. */
export interface StoredTemplate extends TemplateText {
  version: number;
  createdAt: number;
  updatedAt: number;
  archivedAt: number | null;
}
