import { measureSteps } from './steps.ts';
import { tableOf } from './table.ts';

const size = Number(process.env['SIZE'] || 300);
try {
console.log(tableOf(await measureSteps({ size, rounds: Number(process.env['ROUNDS'] || 2) })));
} catch (error) { console.error(error); }
process.exit(0);
