// Preloaded into a measured process: prints what it used as one line of JSON on standard error when it ends.
process.on("exit", () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const usage = { peakMb: maxRSS / 1024, cpuMs: (userCPUTime + systemCPUTime) / 1000 };
  process.stderr.write(`\n${JSON.stringify(usage)}\n`);
});
