import base from '../../jest.config.js';

const [transformer, options] = Object.values(base.transform)[0];

/**
 * Jest for entries that each import several test files, so that they load the product once. Each file becomes a
 * `describe` of its own: its hooks are its own, and failures name it.
 */
export default {
  ...base,
  rootDir: '../..',
  testEnvironment: '<rootDir>/tools/testing/grouped-environment.js',
  testMatch: ['**/*.group.ts'],
  transform: {
    '/test/.+\\.test\\.ts$': ['<rootDir>/tools/testing/grouped-transform.js', options],
    '^.+\\.ts$': [transformer, options],
  },
};
