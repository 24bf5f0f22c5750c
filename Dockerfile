# One image for the API, the worker and the migrations: the command decides.
FROM node:20-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY console/package.json console/
COPY tools/generate-client.mjs tools/
COPY prisma.config.ts ./
COPY prisma prisma
# What the programs need; the packages of the console are in its files once it is built.
RUN npm ci --omit=dev --workspaces=false

FROM dependencies AS build
RUN npm ci --omit=dev
COPY tsconfig.json ./
COPY contracts contracts
COPY domain domain
COPY workflows workflows
COPY commands commands
COPY activities activities
COPY infra infra
COPY api api
COPY worker worker
COPY tools tools
COPY docs/openapi.json docs/
COPY console console
RUN npm run build

FROM node:20-slim
# Relative to the folder in which the programs run.
ENV NODE_ENV=production HOST=0.0.0.0 WORKFLOW_BUNDLES=dist
WORKDIR /app
RUN apt-get update && apt-get install --no-install-recommends -y ca-certificates && rm -rf /var/lib/apt/lists/*
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/console/dist console/dist
COPY package.json ./
COPY prisma prisma
USER node
EXPOSE 3000 9464 9465
# `node` itself is process 1 and hears SIGTERM: the API drains, the worker finishes its hand-overs.
CMD ["node", "--enable-source-maps", "dist/api.mjs"]
