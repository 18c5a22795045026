# An exact version: the same commit gives the same image. Renovate and Dependabot know this form.
ARG BASE=node:22.23.3-trixie-slim

FROM ${BASE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
# Nothing is compiled: native parts come prebuilt.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts ./scripts
COPY src ./src
# The site, which the server hands out, is made from these as well.
COPY site ./site
COPY docs ./docs
COPY demo ./demo
COPY README.md CHANGELOG.md ARCHITECTURE.md CONTRIBUTING.md ./
RUN npm run build && npm prune --omit=dev --ignore-scripts
# Of what is left, the server loads these never: types, sources of native parts, and what is for another C library. The
# native parser stays out as well: the server uses the one in WebAssembly.
RUN rm -rf node_modules/typescript node_modules/@types node_modules/@octokit/openapi-types \
      node_modules/tree-sitter node_modules/tree-sitter-python/src node_modules/tree-sitter-python/prebuilds \
      node_modules/web-tree-sitter/debug node_modules/@libsql/*-musl \
    && find node_modules -type f ! -iname 'licen*' \
      '(' -name '*.map' -o -name '*.d.ts' -o -name '*.d.cts' -o -name '*.d.mts' -o -name '*.md' ')' -delete

FROM ${BASE}
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
WORKDIR /app
COPY --from=build /app/package.json ./
# What the App needs, for `node dist/cli.js doctor`.
COPY app.yml LICENSE ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# No shell and no npm in between: SIGTERM reaches node.
CMD ["node", "dist/main.js"]
