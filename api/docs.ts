import express, { type RequestHandler, Router } from 'express';
// Its main file would evaluate the whole user interface of the browser.
import absolutePathOfUi from 'swagger-ui-dist/absolute-path.js';
import { openApiDocument } from './openapi.ts';

/** Everything from this server; Swagger UI sets styles inline and draws its icons from data addresses. */
const DOCS_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
  "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Followthrough API</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css" />
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

const START = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  persistAuthorization: false,
  validatorUrl: null,
});
`;

/** `/openapi.json`, made when first asked for, and, for people, `/docs`: Swagger UI from this server. */
export function docsRouter(): Router {
  const router = Router();
  let document: string | undefined;
  router.get('/openapi.json', (_request, response) => {
    document ??= JSON.stringify(openApiDocument());
    response.type('json').send(document);
  });
  router.use('/docs', withPolicy);
  router.get('/docs', (_request, response) => void response.type('html').send(PAGE));
  router.get('/docs/start.js', (_request, response) => void response.type('js').send(START));
  router.use('/docs', express.static(absolutePathOfUi(), { index: false, redirect: false }));
  return router;
}

const withPolicy: RequestHandler = (_request, response, next) => {
  response.setHeader('Content-Security-Policy', DOCS_POLICY);
  next();
};
