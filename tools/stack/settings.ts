import { zoneSchema } from '../../contracts/fields.ts';
import { loadConfig } from '../../infra/config.ts';

/** What a start makes by itself where nothing is set; here only their shapes count. */
const OWN = { DATABASE_URL: 'postgresql://localhost/', SECRET_KEY: Buffer.alloc(32).toString('base64') };

/**
 * Refuses wrong settings before anything is made, so that a start with one changes nothing.
 *
 * @throws Error naming every wrong variable, one a line
 */
export function checkSettings(env: NodeJS.ProcessEnv): void {
  const given = Object.entries(env).filter(([, value]) => value !== '');
  const problems = [() => loadConfig({ ...OWN, ...Object.fromEntries(given) }), () => organisationZone(env)]
    .map(problemOf)
    .filter((problem) => problem !== null);
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

/**
 * The zone of an organisation that a first start makes.
 *
 * @throws Error when `FOLLOWTHROUGH_ZONE` is no zone
 */
export function organisationZone(env: NodeJS.ProcessEnv = process.env): string {
  const zone = env['FOLLOWTHROUGH_ZONE'] || 'UTC';
  const { error } = zoneSchema.safeParse(zone);
  if (error) throw new Error(`FOLLOWTHROUGH_ZONE ${error.issues[0]?.message}`);
  return zone;
}

function problemOf(check: () => unknown): string | null {
  try {
    check();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
