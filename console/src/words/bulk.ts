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
} as const;
