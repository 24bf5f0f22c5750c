import { settings } from './settings.ts';

/** Texts of templates. */
export const templates = {
  title: settings.names.templates,
  about:
    'Named texts that programs use. Those that come with the product stay as they are; copy one to change it.',
  create: 'New template',
  copy: 'Make a copy to change',
  copyOf: (name: string): string => `Copy of ${name}`,
  back: 'All templates',
  find: 'Name',
  builtIn: 'comes with the product',
  name: 'Name',
  level: 'What it is about',
  languages: 'Languages',
  subject: 'Subject',
  html: 'Text of the mail',
  htmlHint: 'HTML, or plain text. {{balance.overdue}} and its kin are filled in for each customer.',
  text: 'Text part',
  textHint: 'Empty: made from the above.',
  language: 'Written in',
  languageHint: 'Such as en. Empty: nobody says.',
  other: (language: string): string => `In ${language}`,
  addLanguage: 'Add a language',
  locale: 'Which, such as de',
  takeLanguage: (language: string): string => `Take ${language} out`,
  variables: 'What may stand in it',
  within: 'within',
  preview: 'As a customer would get it now',
  previewFor: 'Customer',
  previewChoose: 'Choose a customer to see the mail as they would get it.',
  notAsked: 'Nothing would be sent to them now:',
  leftOut: 'Passed over',
  problems: 'What keeps it from leaving',
  showLanguage: 'Shown in',
  empty: 'There is no template of that name.',
  archive: 'Archive',
  archiveTitle: (name: string): string => `Archive ${name}`,
  archiveAbout: 'Only when no touchpoint uses it any more. What is written already stays.',
  save: 'Save the template',
} as const;

export const leftOutReasons: Record<'suppressed' | 'invalid_address', string> = {
  suppressed: 'suppressed',
  invalid_address: 'no valid address',
};
