import { randomUUID } from "node:crypto";

import pg from "pg";

/** A database for one test. */
export interface TestDatabase {
  readonly url: string;
  /** Runs SQL in it. */
  readonly query: (sql: string) => Promise<readonly Record<string, unknown>[]>;
  readonly drop: () => Promise<void>;
}

/** Makes an empty database on a server. */
export async function createDatabase(serverUrl: string): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await queryOnce(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    query: (sql) => queryOnce(url.href, sql),
    drop: async () => {
      await queryOnce(serverUrl, `drop database ${name} with (force)`);
    },
  };
}

async function queryOnce(url: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
