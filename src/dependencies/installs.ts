/** Lines with more are data. */
const MAX_LINE = 2000;

/** The installers whose commands are read, and the images that bring a library. */
const INSTALLS =
  /\b(?:pip3?|uv|conda|mamba|micromamba|pipx|poetry|pdm)\b[^\n]{0,80}?\b(?:install|add|sync)\b/;
const IMAGE = /\b(?:FROM|image)\b[ \t:=]{1,4}["']?(?:[\w.-]{1,80}\/){0,3}pytorch\/pytorch:(\d[\d.]{0,20})/i;
const WITH_VERSION = /[A-Za-z][\w.-]{0,80}(?:\[[\w,-]{0,80}\])?(?:==|>=|~=|<=|<|=)\d[\w.*]{0,20}/g;

/** Whether a text that is no manifest may decide which versions are installed. */
export function mayInstall(text: string): boolean {
  return INSTALLS.test(text) || IMAGE.test(text);
}

/** The requirements that the commands of a Dockerfile, a script or a workflow install: `torch==2.1.0`. */
export function installedBy(text: string): string[] {
  const found: string[] = [];
  let isGoingOn = false;
  for (const line of text.split("\n")) {
    if (line.length > MAX_LINE || /^\s*#/.test(line)) continue;
    const image = IMAGE.exec(line)?.[1];
    if (image !== undefined) found.push(`torch==${image.replace(/\.$/, "")}`);
    const isInstall: boolean = isGoingOn || INSTALLS.test(line);
    if (isInstall) found.push(...(line.match(WITH_VERSION) ?? []));
    isGoingOn = isInstall && /\\\s*$/.test(line);
  }
  return found;
}
