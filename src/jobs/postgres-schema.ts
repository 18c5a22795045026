import type { PoolClient } from "pg";

/** The lock that clearing away idle queues holds alone, and whoever adds jobs holds together. */
export const CLEARING_LOCK = 0x6e6f7063;
/** The lock that only one process at a time holds, while it changes the schema. */
const MIGRATION_LOCK = 0x6e6f7069;

/**
 * How the schema came to be; a database of an older version is brought up to date at start.
 *
 * The jobs themselves are here, as in the SQLite file; graphile-worker's own tables say which process works on which, and
 * when the next one is due. A job of graphile-worker holds nothing but the key, so that neither can be out of date.
 */
const MIGRATIONS: readonly string[] = [
  `create table no_pickle.deliveries (id text primary key, at timestamptz not null default now());
   create index on no_pickle.deliveries (at);
   create table no_pickle.jobs (
     key text primary key, version bigint not null, job jsonb not null, attempt integer not null,
     -- The version that somebody took up; a process that died may have.
     taken bigint,
     run_at timestamptz not null, since timestamptz not null
   );
   create table no_pickle.failures (
     id bigint generated always as identity primary key, job jsonb not null, error text not null,
     at timestamptz not null default now()
   );

   -- What one process does at a time, and when one last did.
   create table no_pickle.turns (name text primary key, at timestamptz not null);

   -- A queue of its own for each key: one job at a time. The lock keeps idle queues from being cleared away between here
   -- and the end of the transaction.
   create function no_pickle.spec(key text, run_at timestamptz) returns graphile_worker.job_spec language plpgsql as $$
   begin
     perform pg_advisory_xact_lock_shared(${String(CLEARING_LOCK)});
     return ('review'::text, json_build_object('key', key), 'review-' || md5(key), run_at, null::smallint, key,
       null::smallint, null::text[]);
   end $$;

   -- What somebody asked for stays asked for when a newer event replaces it; a job that waits keeps its turn.
   create function no_pickle.put(p_key text, p_job jsonb) returns graphile_worker.job_spec language plpgsql as $$
   declare v_since timestamptz;
   begin
     insert into no_pickle.jobs as old (key, version, job, attempt, run_at, since)
     values (p_key, 1, p_job, 1, now(), now())
     on conflict (key) do update set
       version = old.version + 1, attempt = 1, run_at = now(),
       job = p_job || jsonb_build_object(
         'rerun', coalesce(nullif(p_job -> 'rerun', 'null'), old.job -> 'rerun'),
         'wantsHowToFix', (p_job ->> 'wantsHowToFix')::boolean or (old.job ->> 'wantsHowToFix')::boolean),
       since = case when old.taken = old.version then now() else old.since end
     returning since into v_since;
     return no_pickle.spec(p_key, v_since);
   end $$;

   -- Takes jobs, all or none; says for each whether its delivery is new. The order of the keys keeps two processes that
   -- take the same ones from waiting for each other for ever.
   create function no_pickle.accept(p_keys text[], p_jobs jsonb[]) returns boolean[] language plpgsql as $$
   declare
     v_new boolean[] := array_fill(false, array[cardinality(p_keys)]);
     v_specs graphile_worker.job_spec[] := '{}';
     v_last text;
     item record;
   begin
     for item in
       select key, job, at from unnest(p_keys, p_jobs) with ordinality as given (key, job, at) order by key, at
     loop
       insert into no_pickle.deliveries (id) values (item.job ->> 'deliveryId') on conflict do nothing;
       if found then
         v_new[item.at] := true;
         v_specs[cardinality(v_specs) + case when v_last = item.key then 0 else 1 end] :=
           no_pickle.put(item.key, item.job);
         v_last := item.key;
       end if;
     end loop;
     if cardinality(v_specs) > 0 then perform graphile_worker.add_jobs(v_specs); end if;
     return v_new;
   end $$;`,
];

/**
 * Brings the schema up to date; several processes may start at once. Needs graphile-worker's own schema first.
 * @throws if a newer version of this program has changed it
 */
export async function migrate(client: PoolClient): Promise<void> {
  await client.query("begin");
  try {
    await client.query("select pg_advisory_xact_lock($1)", [MIGRATION_LOCK]);
    await client.query(
      "create schema if not exists no_pickle; create table if not exists no_pickle.migrations (number integer primary key)",
    );
    const { rows } = await client.query<{ number: number }>("select number from no_pickle.migrations");
    const done = new Set(rows.map(({ number }) => number));
    if (Math.max(...done) > MIGRATIONS.length) throw new Error("a newer no-pickle has written to it");
    for (const [i, sql] of MIGRATIONS.entries()) {
      if (done.has(i + 1)) continue;
      await client.query(sql);
      await client.query("insert into no_pickle.migrations values ($1)", [i + 1]);
    }
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}
