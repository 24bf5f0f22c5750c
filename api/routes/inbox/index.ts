import type { Route } from '../../handle.ts';
import { conversationRoutes } from './conversations.ts';

/** Every route of the wing inbox. */
export const routes: readonly Route[] = [...conversationRoutes];
