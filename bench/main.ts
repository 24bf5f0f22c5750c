import { measureSteps } from './steps.ts';
import { tableOf } from './table.ts';

const size = Number(process.env['SIZE'] || 300);
console.log(tableOf(await measureSteps({ size, rounds: 2 })));
process.exit(0);
