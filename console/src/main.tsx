import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { setNonce } from 'get-nonce';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient } from './api/queries.ts';
import { listenToKeys } from './app/keys.ts';
import { router } from './app/routes.ts';
import { SessionGate } from './app/session.tsx';
import { Live } from './app/live-queries.tsx';
import './tokens/tokens.css';
import './styles/frame.css';
import './styles/parts.css';
import './styles/screens.css';

// Dialogs add a style of their own, which the policy of the page lets in by this nonce alone.
setNonce(document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.content ?? '');
listenToKeys();
const root = document.getElementById('root');
if (!root) throw new Error('index.html has no root');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <SessionGate>
        <Live />
        <RouterProvider router={router} />
      </SessionGate>
    </QueryClientProvider>
  </StrictMode>,
);
