export * as audiences from './audiences.ts';
