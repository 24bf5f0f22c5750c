declare module 'virtual:operations' {
  /** One operation a line: its id, its method, its path. */
  export const OPERATIONS: string;
}
