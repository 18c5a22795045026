import type { PoolClient } from "pg";

/** An advisory lock: exclusive to delete graphile-worker's unused queues, shared to add jobs, which need their queue. */
export const CLEARING_LOCK = 0x6e6f7063;
/** An advisory lock: one process at a time changes the schema. */
const MIGRATION_LOCK = 0x6e6f7069;

/**
 * The schema, one step for each version of it; a database of an older version is brought up to date at start.
 *
 * The jobs themselves are here, as in the SQLite file; graphile-worker's own tables say which process works on which, and
 * when the next one is due. A job of graphile-worker holds nothing but the key, so that the two cannot contradict each other.
 */
const MIGRATIONS: readonly string[] = [
  `create table no_pickle.deliveries (id text primary key, at timestamptz not null default now());
   create index on no_pickle.deliveries (at);
   create table no_pickle.jobs (
     key text primary key, version bigint not null, job jsonb not null, attempt integer not null,
     -- The version that was claimed last; the process that claimed it may have died.
     taken bigint,
     run_at timestamptz not null, since timestamptz not null
   );
   create table no_pickle.failures (
     id bigint generated always as identity primary key, job jsonb not null, error text not null,
     at timestamptz not null default now()
   );

   -- Work that one of the processes does at intervals, and when one last did.
   create table no_pickle.turns (name text primary key, at timestamptz not null);

   -- A queue of graphile-worker's for each key: one job at a time. The lock keeps the queue from being deleted as unused
   -- before the transaction ends.
   create function no_pickle.spec(key text, run_at timestamptz) returns graphile_worker.job_spec language plpgsql as $$
   begin
     perform pg_advisory_xact_lock_shared(${String(CLEARING_LOCK)});
     return ('review'::text, json_build_object('key', key), 'review-' || md5(key), run_at, null::smallint, key,
       null::smallint, null::text[]);
   end $$;

   -- A newer event keeps what somebody asked for explicitly with the older one; a job that waits keeps its turn.
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

   -- Accepts jobs, all or none; says for each whether its delivery is new. Two processes that accept the same keys would
   -- deadlock if they did not lock them in the same order.
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

  // graphile-worker takes jobs by priority, then by the time from which they may run. Of each installation one waiting job
  // is in front, the others are behind; when it is taken, the next one joins the end of those in front. So installations
  // take turns. The flag lets a process pass over the jobs of an installation.
  `alter table no_pickle.jobs
     add installation bigint not null generated always as ((job ->> 'installationId')::bigint) stored,
     add is_front boolean not null default true;
   create index on no_pickle.jobs (installation, since);

   create or replace function no_pickle.spec(key text, run_at timestamptz) returns graphile_worker.job_spec
   language plpgsql as $$
   declare v_job no_pickle.jobs;
   begin
     perform pg_advisory_xact_lock_shared(${String(CLEARING_LOCK)});
     select * into v_job from no_pickle.jobs where jobs.key = spec.key;
     return ('review'::text, json_build_object('key', key), 'review-' || md5(key), run_at, null::smallint, key,
       (case when v_job.is_front then 0 else 1 end)::smallint, array['installation-' || v_job.installation]);
   end $$;

   create function no_pickle.has_front(p_installation bigint, p_besides text) returns boolean language sql as $$
     select exists (
       select from no_pickle.jobs
       where installation = p_installation and key <> p_besides and is_front
         and taken is distinct from version and run_at <= now());
   $$;

   create or replace function no_pickle.put(p_key text, p_job jsonb) returns graphile_worker.job_spec language plpgsql as $$
   declare
     v_since timestamptz;
     v_front boolean := not no_pickle.has_front((p_job ->> 'installationId')::bigint, p_key);
   begin
     insert into no_pickle.jobs as old (key, version, job, attempt, run_at, since, is_front)
     values (p_key, 1, p_job, 1, now(), now(), v_front)
     on conflict (key) do update set
       version = old.version + 1, attempt = 1, run_at = now(),
       job = p_job || jsonb_build_object(
         'rerun', coalesce(nullif(p_job -> 'rerun', 'null'), old.job -> 'rerun'),
         'wantsHowToFix', (p_job ->> 'wantsHowToFix')::boolean or (old.job ->> 'wantsHowToFix')::boolean),
       since = case when old.taken = old.version then now() else old.since end,
       is_front = v_front
     returning since into v_since;
     return no_pickle.spec(p_key, v_since);
   end $$;

   -- Puts the next waiting job of an installation in front, unless one is.
   create function no_pickle.promote(p_installation bigint) returns void language plpgsql as $$
   declare v_key text;
   begin
     if no_pickle.has_front(p_installation, '') then return; end if;
     -- Not one that a process is about to take.
     select key into v_key from no_pickle.jobs join graphile_worker._private_jobs as its using (key)
     where installation = p_installation and taken is distinct from version and jobs.run_at <= now()
       and its.locked_at is null
     order by since limit 1 for update skip locked;
     if v_key is not null then
       update no_pickle.jobs set is_front = true where key = v_key;
       perform graphile_worker.add_jobs(array[no_pickle.spec(v_key, now())]);
     end if;
   end $$;

   create function no_pickle.take(p_key text) returns setof no_pickle.jobs language plpgsql as $$
   declare v_job no_pickle.jobs;
   begin
     update no_pickle.jobs set taken = version where key = p_key and run_at <= now() returning * into v_job;
     if found then
       return next v_job;
       perform no_pickle.promote(v_job.installation);
     end if;
   end $$;

   update no_pickle.jobs set is_front = false;
   select no_pickle.promote(installation) from (select distinct installation from no_pickle.jobs) as all_of_them;`,

  // Of two transactions that each looked for the job in front before the other had committed, both put one there, or none.
  // A lock on the installation, taken before its rows, and in the order of the installations, lets one look at a time. What
  // the other has written meanwhile is later than the start of this transaction, which is now().
  `create function no_pickle.lock(p_installation bigint) returns void language sql as $$
     select pg_advisory_xact_lock(hashtextextended('no_pickle', p_installation));
   $$;

   -- Waits for the lock of the installation.
   create or replace function no_pickle.has_front(p_installation bigint, p_besides text) returns boolean
   language plpgsql as $$
   begin
     perform no_pickle.lock(p_installation);
     return exists (
       select from no_pickle.jobs
       where installation = p_installation and key <> p_besides and is_front
         and taken is distinct from version and run_at <= clock_timestamp());
   end $$;

   create or replace function no_pickle.promote(p_installation bigint) returns void language plpgsql as $$
   declare v_key text;
   begin
     if no_pickle.has_front(p_installation, '') then return; end if;
     -- Not one that a process is about to take.
     select key into v_key from no_pickle.jobs join graphile_worker._private_jobs as its using (key)
     where installation = p_installation and taken is distinct from version and jobs.run_at <= clock_timestamp()
       and its.locked_at is null
     order by since limit 1 for update skip locked;
     if v_key is not null then
       update no_pickle.jobs set is_front = true where key = v_key;
       perform graphile_worker.add_jobs(array[no_pickle.spec(v_key, clock_timestamp())]);
     end if;
   end $$;

   create or replace function no_pickle.take(p_key text) returns setof no_pickle.jobs language plpgsql as $$
   declare v_job no_pickle.jobs;
   begin
     perform no_pickle.lock(installation) from no_pickle.jobs where key = p_key;
     update no_pickle.jobs set taken = version where key = p_key and run_at <= clock_timestamp()
       returning * into v_job;
     if found then
       return next v_job;
       perform no_pickle.promote(v_job.installation);
     end if;
   end $$;

   create or replace function no_pickle.accept(p_keys text[], p_jobs jsonb[]) returns boolean[] language plpgsql as $$
   declare
     v_new boolean[] := array_fill(false, array[cardinality(p_keys)]);
     v_specs graphile_worker.job_spec[] := '{}';
     v_last text;
     item record;
   begin
     for item in
       select key, job, at from unnest(p_keys, p_jobs) with ordinality as given (key, job, at)
       order by (job ->> 'installationId')::bigint, key, at
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
