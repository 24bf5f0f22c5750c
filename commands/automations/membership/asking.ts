import type { CommandDeps } from '../../deps.ts';

/** The database refused to say who belongs to the audience of an automation: a fault of that one alone. */
export class AudienceRefused extends Error {
  override name = 'AudienceRefused';

  constructor(
    readonly automationId: string,
    cause: unknown,
  ) {
    super(`the audience of ${automationId} cannot be asked`, { cause });
  }
}

/**
 * Asks who belongs to an automation; its transaction is lost where the database refuses that.
 *
 * @throws {@link AudienceRefused}
 */
export async function asking<T>(
  { store }: Pick<CommandDeps, 'store'>,
  { id }: { id: string },
  ask: () => Promise<T>,
): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw store.automationFollowers.isRefused(error) ? new AudienceRefused(id, error) : error;
  }
}
