import { rm } from 'node:fs/promises';
import { compilePrograms, writeWorkflows } from './build/compile.ts';
import { buildConsole } from './build/console.ts';

/** Where the container image expects them (Dockerfile, deploy/). */
const FOLDER = 'dist';

await rm(FOLDER, { recursive: true, force: true });
await Promise.all([compilePrograms(FOLDER), writeWorkflows(FOLDER), buildConsole()]);
