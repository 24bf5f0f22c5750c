/** The closed lists of configuration. A leaf. */

/** What a document may hold, in the order in which it is written to a folder and applied. */
export const CONFIGURATION_KINDS = [
  'organisation',
  'labels',
  'lists',
  'properties',
  'importProfile',
  'template',
  'sequence',
  'program',
] as const;
export type ConfigurationKind = (typeof CONFIGURATION_KINDS)[number];

/** What a plan does to one thing. */
export const CONFIGURATION_ACTIONS = ['create', 'update', 'archive', 'delete'] as const;
export type ConfigurationAction = (typeof CONFIGURATION_ACTIONS)[number];
