import pg from "pg";

/** The first half of the advisory locks that living pools hold; the second is the pool's id, hashed. */
const ALIVE = 0x6e6f706b;

/** How long the server may take to answer before the connection counts as lost. */
const ANSWER_MS = 15_000;

/** A connection that lives as long as its process: a pool whose lock nobody holds is gone. */
export interface Liveness {
  /** Says that the pool of this id is alive, until the connection ends. */
  claim(poolId: string): Promise<void>;
  /** Gives the jobs of pools that are gone back, and names these; gone is who was so at the last call too. */
  takeOver(): Promise<readonly string[]>;
  /** Gives the jobs of these pools back, alive or not. */
  free(poolIds: readonly string[]): Promise<void>;
  /** Resolves when the connection is lost or closed, or does not answer. */
  readonly lost: Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the connection. A killed process loses it, and with it the lock; graphile-worker by itself would free the jobs of
 * that process after four hours.
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
  // A host that loses its power or its network says nothing; by default the server would notice after two hours.
  await client.query(
    "set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3",
  );
  let suspects = new Set<string>();
  const free = async (poolIds: readonly string[]): Promise<void> => {
    if (poolIds.length > 0) await client.query("select graphile_worker.force_unlock_workers($1)", [poolIds]);
  };
  const answerOf = <Answer>(query: Promise<Answer>): Promise<Answer> => {
    query.catch(lose);
    return query;
  };
  return {
    lost,
    free,
    claim: async (poolId) => {
      await client.query("select pg_advisory_lock($1, hashtext($2))", [ALIVE, poolId]);
    },
    takeOver: async () => {
      const { rows } = await answerOf(
        client.query<{ id: string }>(
          `select distinct locked_by as id from graphile_worker.jobs where locked_by is not null and not exists (
           select from pg_locks join pg_database on pg_database.oid = database
           where datname = current_database() and locktype = 'advisory' and objsubid = 2
             and classid::bigint = $1 and objid::bigint = hashtext(locked_by) & 4294967295)`,
          [ALIVE],
        ),
      );
      const gone = rows.map(({ id }) => id).filter((id) => suspects.has(id));
      suspects = new Set(rows.map(({ id }) => id));
      await free(gone);
      return gone;
    },
    close: async () => {
      await client.end();
    },
  };
}
