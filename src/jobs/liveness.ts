import pg from "pg";

/** The first half of the key of the advisory locks that living worker pools hold; the second is a hash of the pool's id. */
const ALIVE = 0x6e6f706b;

/** How long the server may take to answer before the connection counts as lost. */
const ANSWER_MS = 15_000;

/**
 * A connection that shows other processes that this one is alive. It holds an advisory lock for as long as it lasts, and
 * PostgreSQL releases the lock when the connection ends, however the process died: jobs that are claimed by a worker pool
 * whose lock nobody holds can be released. By itself graphile-worker would release them after four hours.
 */
export interface Liveness {
  /** Takes the lock of this worker pool, until the connection ends. */
  lock(poolId: string): Promise<void>;
  /** Releases the jobs of worker pools that had no lock at the last call either; resolves to their ids. */
  releaseDead(): Promise<readonly string[]>;
  /** Releases the jobs of these worker pools, alive or not. */
  release(poolIds: readonly string[]): Promise<void>;
  /** Resolves when the connection is lost or closed, or does not answer. */
  readonly lost: Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the connection.
 * @throws if the database cannot be reached
 */
export async function openLiveness(connectionString: string): Promise<Liveness> {
  const client = new pg.Client({
    connectionString,
    keepAlive: true,
    connectionTimeoutMillis: 5000,
    query_timeout: ANSWER_MS,
  });
  let lose = (): void => undefined;
  const lost = new Promise<void>((resolve) => {
    lose = resolve;
  });
  client.once("end", lose);
  client.on("error", lose);
  await client.connect();
  // A host that loses its power or its network closes no connection; by default PostgreSQL would notice after two hours.
  await client.query(
    "set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3",
  );
  let suspects = new Set<string>();
  const release = async (poolIds: readonly string[]): Promise<void> => {
    if (poolIds.length > 0) await client.query("select graphile_worker.force_unlock_workers($1)", [poolIds]);
  };
  return {
    lost,
    release,
    lock: async (poolId) => {
      await client.query("select pg_advisory_lock($1, hashtext($2))", [ALIVE, poolId]);
    },
    releaseDead: async () => {
      const query = client.query<{ id: string }>(
        `select distinct locked_by as id from graphile_worker.jobs where locked_by is not null and not exists (
           select from pg_locks join pg_database on pg_database.oid = database
           where datname = current_database() and locktype = 'advisory' and objsubid = 2
             and classid::bigint = $1 and objid::bigint = hashtext(locked_by) & 4294967295)`,
        [ALIVE],
      );
      query.catch(lose);
      const { rows } = await query;
      // A pool that has just been made may claim a job before it has its lock: it is dead if it has none next time either.
      const dead = rows.map(({ id }) => id).filter((id) => suspects.has(id));
      suspects = new Set(rows.map(({ id }) => id));
      await release(dead);
      return dead;
    },
    close: async () => {
      await client.end();
    },
  };
}
