/** A failure that whatever comes next makes up for, so that nobody tries the same again. */
export class MadeUpFor extends Error {
  constructor(cause: unknown) {
    super('made up for by what comes next', { cause });
    this.name = 'MadeUpFor';
  }
}
