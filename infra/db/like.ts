/** In the text of a `LIKE`, `%` and `_` of what is searched for are plain characters. */
export const plainPattern = (text: string): string => text.replace(/[\\%_]/g, '\\$&');
