import { html } from "../report/escape.js";
import { page as sitePage } from "./page.js";

/** What the first page asks for. */
export interface SetupAnswers {
  readonly name: string;
  /** Where GitHub reaches this server. */
  readonly url: string;
  /** The organization that is to own the App; empty for the user's own account. */
  readonly organization: string;
}

/** Asks where the server will be, and for the App's name and owner. */
export function askPage({ name, url, organization }: SetupAnswers, problem: string | null): string {
  const said = problem === null ? "" : `<p class="problem">${html(problem)}</p>`;
  return page(
    "Set up no-pickle",
    `<h1>Set up no-pickle</h1>
<p>This server has no credentials yet. It takes three steps to create the GitHub App that it works as; nothing is sent
anywhere before you press the last button, on GitHub.</p>${said}
<form method="get" action="/create">
<label>Address of this server <small>Where GitHub reaches it, over HTTPS; webhooks go to <code>/api/github/webhooks</code>
below it. It can be changed on GitHub later.</small>
<input type="url" name="url" required placeholder="https://no-pickle.example.com" value="${html(url)}"></label>
<label>Name of the App <small>Unique on GitHub; at most 34 characters.</small>
<input type="text" name="name" required maxlength="34" value="${html(name)}"></label>
<label>Organization <small>The one that is to own the App; empty for your own account.</small>
<input type="text" name="organization" value="${html(organization)}"></label>
<button>Continue</button></form>`,
  );
}

/** Sends the manifest to GitHub at the press of a button. */
export function createPage(action: string, manifest: Readonly<Record<string, unknown>>): string {
  const permissions = Object.entries(manifest["default_permissions"] as Record<string, string>).map(
    ([name, level]) => `<tr><td>${html(name.replaceAll("_", " "))}</td><td>${html(level)}</td></tr>`,
  );
  return page(
    "Create the App",
    `<h1>Create the App</h1>
<p>GitHub will show what the App may do, and ask once more:</p>
<table><thead><tr><th>Permission</th><th>Level</th></tr></thead><tbody>${permissions.join("\n")}</tbody></table>
<form method="post" action="${html(action)}">
<input type="hidden" name="manifest" value="${html(JSON.stringify(manifest))}">
<p><button>Create it on ${html(new URL(action).host)}</button> <a href="/">Back</a></p></form>`,
  );
}

/** The App is there; the server starts to work. */
export function donePage(name: string, installUrl: string, file: string): string {
  return page(
    "The App is there",
    `<h1>${html(name)} is there</h1>
<p>Its credentials are in <code>${html(file)}</code>, which only this user may read, and the server works with them from
now on.</p>
<p><a href="${html(installUrl)}">Install it on your repositories</a>, open a pull request, and make the check
<code>no-pickle</code> required.</p>`,
  );
}

/** Something went wrong. */
export function failedPage(problem: string): string {
  return page(
    "That did not work",
    `<h1>That did not work</h1><p class="problem">${html(problem)}</p><p><a href="/">Start again</a></p>`,
  );
}

/** In the look of the site. What it may do is said by the server: the last button leads to GitHub. */
function page(title: string, main: string): string {
  return sitePage({ title, description: "This server is being set up.", part: "setup", main }, "/");
}
