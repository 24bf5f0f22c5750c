import type { Route } from '../../handle.ts';
import { conversationRoutes } from './conversations.ts';
import { mailRoutes } from './mails.ts';
import { wishRoutes } from './wishes.ts';

/** Every route of the wing inbox. */
export const routes: readonly Route[] = [...mailRoutes, ...wishRoutes, ...conversationRoutes];
