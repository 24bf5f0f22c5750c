/** What the linter cannot see: text inside SQL, and calls without arguments. */
export interface SourceRule {
  name: string;
  /** Paths the rule is for. */
  files: RegExp;
  pattern: RegExp;
  why: string;
}

/** Rules on the text of files, comments left out. */
export const SOURCE_RULES: readonly SourceRule[] = [
  {
    name: 'no zone arithmetic in SQL',
    files: /^(infra\/db|prisma)\//,
    pattern: /\bAT\s+TIME\s+ZONE\b|\btimezone\s*\(/i,
    why: "PostgreSQL's zone data differs from Node's: activities compute the instants and pass them",
  },
  {
    name: 'no business clock in SQL',
    files: /^prisma\/schema\.prisma$/,
    pattern: /@default\(now\(\)\)|@updatedAt/,
    why: 'business instants are arguments',
  },
  {
    name: 'no clock without an argument',
    files: /^(domain|workflows|commands|activities)\//,
    pattern: /\bnew Date\(\s*\)|\bDateTime\.(now|local|utc)\(\s*\)|\.format\(\s*\)/,
    why: 'the present instant is an argument',
  },
  {
    name: 'no environment outside the configuration',
    files: /^(contracts|domain|workflows|commands|activities|api|worker|infra\/(?!config\.ts))/,
    pattern: /\bprocess\.env\b(?! = process\.env)/,
    why: 'infra/config.ts is the one reader of the environment',
  },
  {
    name: 'changes are of the catalogue, and say whose they are and where they come from',
    files: /^(infra|commands|activities|api)\//,
    pattern:
      /\.change\.(?:create|upsert)|INSERT INTO change\b(?! \(entity, entity_id, kind, at, actor_id, customer_id, origin, origin_id, depth, data\)\s+SELECT (?:\$\{(?:\w+\.)*entity\}|c\.entity)(?:::text)?,)/,
    why: 'the entity and kind of a statement are values of contracts/<wing>/changes.ts, its columns are all of them',
  },
];

/** The text without comments, line breaks kept. */
export function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/[^\n]*/g, (comment) => comment.replace(/[^\n]/g, ' '));
}

/** Complaints about one file. */
export function complaintsAbout(path: string, text: string): string[] {
  const code = withoutComments(text);
  return SOURCE_RULES.filter(({ files, pattern }) => files.test(path) && pattern.test(code)).map(
    ({ name, why }) => `${path}: ${name} (${why})`,
  );
}
