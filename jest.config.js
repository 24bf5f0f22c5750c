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
  testTimeout: 120000,
  // Files run in a child process that is replaced as it grows: native ES modules of finished files are never freed.
  workerIdleMemoryLimit: '500MB',
};
