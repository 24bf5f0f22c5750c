import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const VIRTUAL = 'virtual:operations';

/** Method and path of every operation, from the document of the API: a call names an operation and never a path. */
function operationPaths(): Plugin {
  return {
    name: 'operation paths',
    resolveId: (id) => (id === VIRTUAL ? `\0${VIRTUAL}` : null),
    load(id) {
      if (id !== `\0${VIRTUAL}`) return null;
      const document = JSON.parse(readFileSync(here('../docs/openapi.json'), 'utf8')) as {
        paths: Record<string, Record<string, { operationId?: string }>>;
      };
      const lines = Object.entries(document.paths).flatMap(([path, methods]) =>
        Object.entries(methods).flatMap(([method, { operationId }]) =>
          operationId ? [`${operationId} ${method} ${path}`] : [],
        ),
      );
      return `export const OPERATIONS = ${JSON.stringify(lines.join('\n'))};`;
    },
  };
}

export default defineConfig({
  root: here('.'),
  plugins: [react(), operationPaths()],
  build: {
    outDir: here('dist'),
    emptyOutDir: true,
    target: 'es2024',
    manifest: true,
    // The policy of the page allows files of this server only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: here('index.html'), 'mail-frame': here('mail-frame.html') },
    },
  },
});
