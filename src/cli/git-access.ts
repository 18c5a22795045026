type Environment = Readonly<Record<string, string | undefined>>;

/** Of what git reads from its surroundings, what is kept: how the network is reached, and where its own programs are. */
const KEPT = /^GIT_(?:SSL_|PROXY_|HTTP_|EXEC_PATH$|CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM)$)/;

/**
 * The surroundings of a git that reads from one owner's repositories with a token. The token is in the environment alone: in no
 * argument, no address and no file, and only sent to that place. Nobody is asked for a password, nothing of the user's own
 * credentials is sent, and no other way to a repository than HTTP is gone.
 * @param base the address that the repositories of the owner begin with, with a slash at its end
 */
export function gitWithToken(
  env: Environment,
  base: string,
  token: string,
): Record<string, string | undefined> {
  const header = `Authorization: Basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`;
  const settings: readonly (readonly [string, string])[] = [
    // An empty value takes back what the user's own configuration adds for this place.
    [`http.${base}.extraHeader`, ""],
    [`http.${base}.extraHeader`, header],
    ["credential.helper", ""],
    // The longest match wins: a rule of the user's that goes by SSH does not.
    [`url.${base}.insteadOf`, base],
    ["protocol.allow", "never"],
    ["protocol.http.allow", "always"],
    ["protocol.https.allow", "always"],
    ["http.lowSpeedLimit", "1000"],
    ["http.lowSpeedTime", "30"],
    ["core.hooksPath", "/dev/null"],
    ["core.askPass", ""],
    ["gc.auto", "0"],
    ["maintenance.auto", "false"],
    // Large files are not held in memory.
    ["core.bigFileThreshold", "1m"],
    ["fetch.unpackLimit", "1"],
  ];
  const kept = Object.entries(env).filter(([name]) => !name.startsWith("GIT_") || KEPT.test(name));
  return {
    ...Object.fromEntries(kept),
    GIT_ASKPASS: "",
    SSH_ASKPASS: "",
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(
      settings.flatMap(([key, value], i) => [
        [`GIT_CONFIG_KEY_${String(i)}`, key],
        [`GIT_CONFIG_VALUE_${String(i)}`, value],
      ]),
    ),
  };
}
