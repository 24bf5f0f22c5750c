/**
 * Stands in what is shown of a message before it leaves, where its link will stand: whoever reads a draft, a preview or an
 * explanation must not unsubscribe anybody.
 */
export const DRAFT_UNSUBSCRIBE_URL = 'https://unsubscribe.invalid/draft';
