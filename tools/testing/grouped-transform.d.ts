/**
 * The text of a test file with everything after its imports inside of a `describe` that has the file's name. Lines stay
 * where they are.
 */
export function inItsOwnBlock(source: string, name: string): string;
