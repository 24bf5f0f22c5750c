/**
 * How the status of one kind of row may change: from each status, those that may follow it at once; `new` names those
 * that the product creates a row with. Nothing follows a final one. Tests hold the database to it.
 */
export type Transitions<Status extends string> = Readonly<Record<Status | 'new', readonly Status[]>>;
