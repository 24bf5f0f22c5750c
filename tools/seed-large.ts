import { Client } from 'pg';
import { applyMigrations } from '../infra/db/migrate.ts';
import { seedLarge } from './seeding/seed-large.ts';
import { say } from './stack/progress.ts';

// npm run seed:large [-- customers invoices day]: fills the database at DATABASE_URL, for measurements.
const [customers = '100000', invoices = '1000000', day = '2026-11-20'] = process.argv.slice(2);
const url = process.env['DATABASE_URL'];
if (!url) throw new Error('DATABASE_URL is not set');
await applyMigrations(url);
const client = new Client({ connectionString: url });
await client.connect();
await seedLarge(client, { customers: Number(customers), invoices: Number(invoices), day }, say);
await client.end();
