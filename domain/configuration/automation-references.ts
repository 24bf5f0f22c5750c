import { findField, findSubject, type Subject } from '../automations/find-field.ts';
import type { IdOfName, ReferredKind, Values } from './references.ts';

/** Fields of actions that hold ids: how a document calls each of them, and whose name stands there. */
export const ACTION_REFERENCES: Readonly<Record<string, { key: string; to: ReferredKind }>> = {
  userId: { key: 'user', to: 'user' },
  groupIds: { key: 'groups', to: 'visibilityGroup' },
  templateId: { key: 'template', to: 'template' },
  mailboxId: { key: 'mailbox', to: 'mailbox' },
  smsSenderId: { key: 'smsSender', to: 'smsSender' },
  listId: { key: 'list', to: 'list' },
  labelId: { key: 'label', to: 'label' },
  sequenceId: { key: 'sequence', to: 'sequence' },
  programId: { key: 'program', to: 'program' },
  webhookId: { key: 'webhook', to: 'webhook' },
};
const REFERRED: readonly string[] = Object.values(ACTION_REFERENCES).map(({ to }) => to);
const fieldOf = new Map(
  Object.entries(ACTION_REFERENCES).map(([field, { key, to }]) => [key, { field, to }]),
);

const isObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Puts another value in the place of one that names something. */
type MapOne = (to: ReferredKind, value: unknown, path: string) => unknown;
/** Puts another member in the place of one of an action; null: none. */
type MapMember = (key: string, value: unknown, path: string) => [string, unknown] | null;

/** The audience and the actions of an automation with names in the places of ids; its other fields as they are. */
export function automationWithNames(
  values: Values,
  nameOf: (to: ReferredKind, id: string) => string | null,
): Values {
  const show: MapOne = (to, id) => (typeof id === 'string' ? (nameOf(to, id) ?? id) : id);
  const member: MapMember = (key, value, path) => {
    const reference = ACTION_REFERENCES[key];
    return reference ? [reference.key, mapEach(reference.to, value, path, show)] : [key, value];
  };
  return mapAutomation(values, show, member);
}

/** The same with ids in the places of names; what names nobody stays as it is written, and is a problem by `idOf`. */
export function automationWithIds(
  values: Values,
  idOf: IdOfName,
  refuse: (path: string, message: string) => void,
): Values {
  const read: MapOne = (to, name, path) =>
    typeof name === 'string' ? (idOf(to, name, path) ?? undefined) : name;
  const member: MapMember = (key, value, path) => {
    if (Object.hasOwn(ACTION_REFERENCES, key)) {
      refuse(path, `is not known here: say \`${ACTION_REFERENCES[key]!.key}\`, with a name`);
      return null;
    }
    const known = fieldOf.get(key);
    return known ? [known.field, mapEach(known.to, value, path, read)] : [key, value];
  };
  return mapAutomation(values, read, member);
}

/** The path of a field as a document has it: `actions[2].labelId` stands there as `actions[2].label`. */
export function automationPathWithNames(path: string): string {
  if (!path.startsWith('actions')) return path;
  return path.replace(/[A-Za-z]+/g, (word) =>
    Object.hasOwn(ACTION_REFERENCES, word) ? ACTION_REFERENCES[word]!.key : word,
  );
}

function mapAutomation(values: Values, one: MapOne, member: MapMember): Values {
  const { audience, actions } = values;
  return {
    ...values,
    ...(isObject(audience) && { audience: mapNode(audience, 'audience', 'customer', one) }),
    ...(Array.isArray(actions) && {
      actions: actions.map((action: unknown, index) =>
        isObject(action) ? mapAction(action, `actions[${index}]`, one, member) : action,
      ),
    }),
  };
}

function mapEach(to: ReferredKind, value: unknown, path: string, one: MapOne): unknown {
  if (!Array.isArray(value)) return one(to, value, path);
  return value
    .map((item: unknown, index) => one(to, item, `${path}[${index}]`))
    .filter((item) => item !== undefined);
}

/** An action with what it has inside: the receiver of a mail, its words, the criteria of a score. */
function mapAction(action: Values, path: string, one: MapOne, member: MapMember): Values {
  const entries = Object.entries(action).flatMap(([key, value]): [string, unknown][] => {
    const at = `${path}.${key}`;
    if (key === 'to' || key === 'words')
      return [[key, isObject(value) ? mapAction(value, at, one, member) : value]];
    if (key === 'criteria' && Array.isArray(value))
      return [[key, value.map((item: unknown, index) => mapCriterion(item, `${at}[${index}]`, one))]];
    const mapped = member(key, value, at);
    return mapped === null ? [] : [mapped];
  });
  return Object.fromEntries(entries);
}

function mapCriterion(item: unknown, path: string, one: MapOne): unknown {
  if (!isObject(item) || !isObject(item['when'])) return item;
  return { ...item, when: mapNode(item['when'], `${path}.when`, 'customer', one) };
}

/** A node of a tree: a value of a field that refers to something names it. What cannot be read is left to its schema. */
function mapNode(node: Values, path: string, subject: Subject, one: MapOne): Values {
  const { nodes, field, of, where, test, value } = node;
  const inside = (typeof of === 'string' && findSubject(subject, of)) || subject;
  const map = (tree: unknown, at: string, about: Subject): unknown =>
    isObject(tree) ? mapNode(tree, `${path}.${at}`, about, one) : tree;
  const known = node['kind'] === 'field' && typeof field === 'string' ? findField(subject, field) : undefined;
  const to = known !== undefined && known !== 'property' && 'refersTo' in known ? known.refersTo : null;
  return {
    ...node,
    ...(Array.isArray(nodes) && { nodes: nodes.map((each, index) => map(each, `nodes[${index}]`, subject)) }),
    ...(where !== undefined && { where: map(where, 'where', inside) }),
    ...(test !== undefined && { test: map(test, 'test', inside) }),
    ...(to !== null &&
      REFERRED.includes(to) && { value: mapEach(to as ReferredKind, value, `${path}.value`, one) }),
  };
}
