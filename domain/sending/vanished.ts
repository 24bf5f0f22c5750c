/** What a person reads who has to find out whether it arrived. */
export const VANISHED = 'The process ended after the hand-over: the server may have it.';
