import fc from "fast-check";

// What passes once passes again. To explore: SEED=$RANDOM RUNS=100000 npm run test:long
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env["SEED"] ?? 1) });
