import { writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { openApiDocument } from '../api/openapi.ts';

// docs/openapi.json is committed, so that a review shows every change of the API; a test compares it.
const json = JSON.stringify(openApiDocument());
writeFileSync('docs/openapi.json', await format(json, { parser: 'json', printWidth: 110 }));
process.stdout.write('docs/openapi.json written\n');
