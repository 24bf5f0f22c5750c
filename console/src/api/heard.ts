/** A change that somebody made: which kind of thing, and which one. Whoever wants more reads it. */
interface Change {
  entity: string;
  id: string;
}
/** `gap`: changes may have been missed, so that what is seen is read again. */
export type Heard = { change: Change } | 'gap';

/** What an event of the stream says; null: nothing for us. */
export function heardOf(data: string): Heard | null {
  try {
    const { entity, id } = JSON.parse(data) as Partial<Change>;
    return typeof entity === 'string' && typeof id === 'string' ? { change: { entity, id } } : null;
  } catch {
    return null;
  }
}
