/** Texts of saved views. */
export const savedViews = {
  view: 'View',
  none: 'All',
  unsaved: 'Not saved',
  keep: 'Save view',
  edit: 'Edit view',
  about: 'The filters and the order of now, under a name.',
  name: 'Name',
  share: 'For everybody',
  save: 'Save',
  remove: 'Remove view',
  removeOwn: 'Its name goes; nothing that it shows does.',
  removeShared: 'Nobody will have it any more. Nothing that it shows goes.',
  shared: (name: string): string => `${name} (shared)`,
  kept: (name: string): string => `${name} is kept.`,
  removed: (name: string): string => `${name} is removed.`,
  removeOf: (name: string): string => `Remove ${name}`,
} as const;
