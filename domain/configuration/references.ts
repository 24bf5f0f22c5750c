/** Fields of a thing by name. */
export type Values = Readonly<Record<string, unknown>>;

/** What a field names by its id. */
export type ReferredKind =
  | 'mailbox'
  | 'smsSender'
  | 'user'
  | 'template'
  | 'list'
  | 'label'
  | 'sequence'
  | 'program'
  | 'visibilityGroup'
  | 'webhook';

/** Fields that hold ids: how a document calls each of them, and whose name stands there. */
export const REFERENCES: Readonly<Record<string, { key: string; to: ReferredKind }>> = {
  mailboxId: { key: 'mailbox', to: 'mailbox' },
  smsSenderId: { key: 'smsSender', to: 'smsSender' },
  defaultMailboxId: { key: 'defaultMailbox', to: 'mailbox' },
  primaryUserId: { key: 'primaryUser', to: 'user' },
  memberIds: { key: 'members', to: 'user' },
  userId: { key: 'user', to: 'user' },
  templateId: { key: 'template', to: 'template' },
  listId: { key: 'list', to: 'list' },
};

/** Members in which such fields stand too. */
const INSIDE = ['branches', 'steps', 'touchpoints', 'assignee'];

const fieldOf = new Map(Object.entries(REFERENCES).map(([field, { key, to }]) => [key, { field, to }]));

const isObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The fields of a thing with names in the places of ids, as a document holds them. */
export function withNames(values: Values, nameOf: (to: ReferredKind, id: string) => string | null): Values {
  return mapFields(values, '', (key, value) => {
    const reference = REFERENCES[key];
    if (!reference) return [key, value];
    const show = (id: unknown): unknown => (typeof id === 'string' ? nameOf(reference.to, id) : id);
    return [reference.key, Array.isArray(value) ? value.map(show) : show(value)];
  });
}

/** Looks a name up; null: there is none, which is said already. */
export type IdOfName = (to: ReferredKind, name: string, path: string) => string | null;

/**
 * The fields of a document with ids in the places of names. What names nobody is left out. `refuse` is told of ids that stand
 * where a name belongs.
 */
export function withIds(
  values: Values,
  idOf: IdOfName,
  refuse: (path: string, message: string) => void,
): Values {
  return mapFields(values, '', (key, value, path) => {
    if (Object.hasOwn(REFERENCES, key)) {
      refuse(path, `is not known here: say \`${REFERENCES[key]!.key}\`, with a name`);
      return null;
    }
    const known = fieldOf.get(key);
    if (!known) return [key, value];
    if (typeof value === 'string') {
      const id = idOf(known.to, value, path);
      return id === null ? null : [known.field, id];
    }
    if (!Array.isArray(value)) return [known.field, value];
    const ids = value.map((name, index) =>
      typeof name === 'string' ? idOf(known.to, name, `${path}[${index}]`) : name,
    );
    return [known.field, ids.filter((id) => id !== null)];
  });
}

function mapFields(
  values: Values,
  path: string,
  map: (key: string, value: unknown, path: string) => [string, unknown] | null,
): Values {
  const entries = Object.entries(values).flatMap(([key, value]): [string, unknown][] => {
    const at = path === '' ? key : `${path}.${key}`;
    if (INSIDE.includes(key) && Array.isArray(value)) {
      return [
        [
          key,
          value.map((item, index) =>
            isObject(item) ? mapFields(item, `${at}[${index}]`, map) : (item as unknown),
          ),
        ],
      ];
    }
    if (INSIDE.includes(key) && isObject(value)) return [[key, mapFields(value, at, map)]];
    const mapped = map(key, value, at);
    return mapped === null ? [] : [mapped];
  });
  return Object.fromEntries(entries);
}

/** The path of a field as a document has it: `steps[2].mailboxId` stands there as `steps[2].mailbox`. */
export function pathWithNames(path: string): string {
  return path.replace(/[A-Za-z]+/g, (word) =>
    Object.hasOwn(REFERENCES, word) ? REFERENCES[word]!.key : word,
  );
}
