import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlDriverAdapter,
} from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import { Pool, type QueryResult } from 'pg';

/** Prisma's schema engine, as published on npm in WebAssembly: nothing is downloaded. */
export type SchemaEngine = bindings.SchemaEngine;

/** One Prisma schema file, as the engine wants it. */
export interface SchemaFile {
  path: string;
  content: string;
}

const PRISMA_FOLDER = fileURLToPath(new URL('../../prisma/', import.meta.url));
const NO_FILTER = { externalTables: [], externalEnums: [] };

/** The part of the global `WebAssembly` in use here; neither Node's types nor ES2023 declare it. */
interface WebAssemblyApi {
  compile(bytes: Uint8Array): Promise<object>;
  instantiate(module: object, imports: object): Promise<{ exports: Record<string, unknown> }>;
}

let isLoaded = false;

/** The engine arms a ten-second timer that it never takes back; unreferenced, it keeps no process alive. */
const unreferencedTimer = (work: () => void, delayMs: number): NodeJS.Timeout =>
  setTimeout(work, delayMs).unref();

function engineImports(): Record<string, unknown> {
  const entries = Object.entries(bindings).map(([name, value]) =>
    name.startsWith('__wbg_setTimeout') ? [name, unreferencedTimer] : [name, value],
  );
  return Object.fromEntries(entries) as Record<string, unknown>;
}

async function loadEngine(): Promise<void> {
  if (isLoaded) return;
  const script = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const { WebAssembly: api } = globalThis as unknown as { WebAssembly: WebAssemblyApi };
  const wasm = await api.compile(await readFile(join(dirname(script), 'schema_engine_bg.wasm')));
  const { exports } = await api.instantiate(wasm, { './schema_engine_bg.js': engineImports() });
  bindings.__wbg_set_wasm(exports);
  // Where the engine leaves the words of a panic; without it the words are lost.
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: {
      set_message: (text: string) => process.stderr.write(`schema engine: ${text}\n`),
    },
  });
  (exports['__wbindgen_start'] as () => void)();
  isLoaded = true;
}

/** PostgreSQL's one-byte `"char"` of the catalogs, which the adapter refuses, and a type that it knows. */
const CATALOG_CHAR = 18;
const TEXT = 25;

/**
 * A pool whose answers show catalog characters as text, and the columns of each answer that were changed,
 * by its rows.
 */
function openPool(url: string): { pool: Pool; characterColumns: WeakMap<object, number[]> } {
  const characterColumns = new WeakMap<object, number[]>();
  const pool = new Pool({ connectionString: url, max: 2 });
  const query = pool.query.bind(pool) as (...values: unknown[]) => Promise<QueryResult>;
  const patched = async (...values: unknown[]): Promise<QueryResult> => {
    const result = await query(...values);
    const columns = (result.fields ?? []).flatMap((field, i) =>
      field.dataTypeID === CATALOG_CHAR ? [i] : [],
    );
    for (const column of columns) result.fields[column]!.dataTypeID = TEXT;
    if (columns.length > 0) characterColumns.set(result.rows, columns);
    return result;
  };
  pool.query = patched as typeof pool.query;
  return { pool, characterColumns };
}

/**
 * Two repairs of the adapter: catalog characters are handed to the engine as characters, and a script is sent whole.
 * (The adapter splits scripts at every semicolon, which breaks function bodies and leaves half a migration behind;
 * as one simple query the server parses it, in one transaction.)
 */
function repair(
  adapter: SqlDriverAdapter,
  { pool, characterColumns }: ReturnType<typeof openPool>,
): SqlDriverAdapter {
  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = async (query) => {
    const set = await queryRaw(query);
    for (const column of characterColumns.get(set.rows) ?? [])
      set.columnTypes[column] = ColumnTypeEnum.Character;
    return set;
  };
  adapter.executeScript = async (script) => void (await pool.query(script));
  return adapter;
}

/** The schema file of this repository. */
export async function readSchema(): Promise<SchemaFile> {
  const path = join(PRISMA_FOLDER, 'schema.prisma');
  return { path, content: await readFile(path, 'utf8') };
}

/** The folder that holds one folder per migration. */
export const MIGRATIONS_FOLDER = join(PRISMA_FOLDER, 'migrations');

/**
 * Runs `work` with an engine connected to the database at `url`, and closes every connection afterwards.
 * @throws whatever the engine reports; its message names the migration and the statement's error.
 */
export async function withSchemaEngine<T>(
  url: string,
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  await loadEngine();
  const schema = await readSchema();
  const connections = openPool(url);
  const prismaAdapter = new PrismaPg(connections.pool);
  const factory = bindMigrationAwareSqlAdapterFactory({
    provider: 'postgres',
    adapterName: prismaAdapter.adapterName,
    connect: async () => repair(await prismaAdapter.connect(), connections),
    connectToShadowDb: () => prismaAdapter.connectToShadowDb(),
  });
  const engine = await bindings.SchemaEngine.new(
    { datamodels: [[schema.path, schema.content]] },
    () => {},
    factory,
  );
  try {
    return await work(engine);
  } finally {
    engine.free();
    await connections.pool.end();
  }
}

/** SQL that turns the database the engine is connected to into `schema`; empty when they agree already. */
export async function diffDatabaseToSchema(engine: SchemaEngine, schema: SchemaFile): Promise<string> {
  const result = await engine.diff({
    from: { tag: 'schemaDatasource', files: [schema], configDir: PRISMA_FOLDER },
    to: { tag: 'schemaDatamodel', files: [schema] },
    script: true,
    exitCode: null,
    filters: NO_FILTER,
  });
  const sql = (result.stdout ?? '').trim();
  return sql === '-- This is an empty migration.' ? '' : sql;
}
