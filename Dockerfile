# Debian 13: the prebuilt native tree-sitter needs its libstdc++ (GCC 13 or newer). On another base the WASM parser is used.
FROM node:22-trixie-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# Nothing is compiled: native parts come prebuilt, and without them the WASM parser takes over.
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY scripts ./scripts
COPY src ./src
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:22-trixie-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
WORKDIR /app
COPY --from=build /app/package.json ./
# What the App needs, for `node dist/cli.js doctor`.
COPY app.yml ./
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
