/** Texts of what is done to many customers or invoices at once. */
export const bulkActs = {
  owner: 'Owner',
  ownerTitle: 'Give them an AR owner',
  ownerField: 'AR owner (empty: nobody)',
  label: 'Label',
  labelTitle: 'Add or take off a label',
  labelField: 'Label',
  add: 'Add it',
  takeOff: 'Take it off',
  how: 'What to do',
  list: 'List',
  listTitle: 'Put on a list, or take off',
  listField: 'List',
  note: 'Note',
  noteTitle: (name: string): string => `A note on ${name}`,
  noteText: 'Note',
  noted: 'Note added.',
  noteOfOne: 'A note is of one customer: choose one.',
  ownerOf: (name: string): string => `AR owner of ${name}`,
  labelsOf: (name: string): string => `Labels of ${name}`,
  owned: (name: string): string => `AR owner: ${name}.`,
  nobody: 'nobody',
  here: (name: string): string => `For ${name}`,
} as const;

/** Texts of the labels of one customer or invoice. */
export const labels = {
  title: 'Labels',
  none: 'No label yet.',
  add: 'Add label',
  put: (name: string): string => `Label ${name} added.`,
  taken: (name: string): string => `Label ${name} taken off.`,
  takeOff: (name: string): string => `Take off ${name}`,
} as const;
