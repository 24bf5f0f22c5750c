import { z } from 'zod';

/** Ids by prefix, `cus` for example: what a sample names wherever an id of the kind is wanted. */
export type SampleIds = Readonly<Record<string, string>>;

interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  type?: string;
  pattern?: string;
  format?: string;
  example?: unknown;
  examples?: unknown[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  minItems?: number;
  minLength?: number;
  minimum?: number;
}

const ID = /\b([a-z]{3})_[0-7][0-9a-hjkmnp-tv-z]{25}\b/g;

/** JSON Schema of what a caller sends. */
export function inputSchemaOf(schema: z.ZodType): Schema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema;
}

/** Prefix of the ids that a schema takes, null when it takes something else. */
export function idPrefixOf(schema: Schema): string | null {
  return /^\^([a-z]{3})_\[0-7\]/.exec(schema.pattern ?? '')?.[1] ?? null;
}

/** Prefixes of all ids that a value of the schema may name, at any depth. */
export function idPrefixesIn(schema: Schema): Set<string> {
  return new Set([...JSON.stringify(schema).matchAll(/"\^([a-z]{3})_\[0-7\]/g)].map(([, prefix]) => prefix!));
}

/** A value that the schema accepts: its example, or the smallest one, with our ids in the place of ids. */
export function sampleOf(schema: Schema, ids: SampleIds, root: Schema = schema): unknown {
  if (schema.$ref) {
    const name = schema.$ref.split('/').at(-1)!;
    return sampleOf(schema.$ref === '#' ? root : (root.$defs?.[name] ?? {}), ids, root);
  }
  const prefix = idPrefixOf(schema);
  if (prefix) return ids[prefix] ?? `${prefix}_01h455vb4pex5vsknk084sn02q`;
  const example = schema.example ?? schema.examples?.[0];
  if (example !== undefined) return withIds(example, ids);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const choice = schema.anyOf?.[0] ?? schema.oneOf?.[0] ?? schema.allOf?.[0];
  if (choice) return sampleOf(choice, ids, root);
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        namesOf(schema).map((name) => [name, sampleOf(schema.properties?.[name] ?? {}, ids, root)]),
      );
    case 'array':
      return schema.items
        ? Array.from({ length: Math.max(1, schema.minItems ?? 0) }, () => sampleOf(schema.items!, ids, root))
        : [];
    case 'integer':
    case 'number':
      return Math.max(1, schema.minimum ?? 1);
    case 'boolean':
      return true;
    case 'string':
      return textOf(schema);
    default:
      return null;
  }
}

/** The members that must be there; of those that only have optional ones, the first. */
function namesOf({ required = [], properties = {} }: Schema): string[] {
  return required.length > 0 ? required : Object.keys(properties).slice(0, 1);
}

function textOf({ format, minLength = 1 }: Schema): string {
  if (format === 'date') return '2026-03-02';
  if (format === 'date-time') return '2026-03-02T08:00:00.000Z';
  if (format === 'email') return 'x@example.com';
  if (format === 'uri') return 'https://example.com/x';
  return 'x'.repeat(Math.max(1, minLength));
}

function withIds(value: unknown, ids: SampleIds): unknown {
  return JSON.parse(
    JSON.stringify(value).replaceAll(ID, (found: string, prefix: string) => ids[prefix] ?? found),
  ) as unknown;
}
