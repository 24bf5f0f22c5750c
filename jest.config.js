export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/.followthrough/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.followthrough/'],
  // The full counts of `npm run proof` take their time.
  testTimeout: process.env.FOLLOWTHROUGH_PROOF === 'on' ? 1_800_000 : 120_000,
  // Files run in a child process that is replaced as it grows: native ES modules of finished files are never freed.
  workerIdleMemoryLimit: '500MB',
};
