import { sitePage } from "./layout.js";

/** Addresses of what the playground runs. */
export interface PlaygroundScripts {
  readonly playground: string;
  /** The modules that it loads as soon as it runs. */
  readonly modules: readonly string[];
  /** The module of the worker. */
  readonly engine: string;
}

/** The page of the playground; its script fills it. */
export function playgroundPage(base: string, { playground, modules, engine }: PlaygroundScripts): string {
  return sitePage(
    {
      title: "Playground · no-pickle",
      description:
        "Paste Python, YAML or a notebook, or drop a pickle: what no-pickle would write on a pull request.",
      part: "playground",
      script: playground,
      modules,
      data: { engine, styles: `${base}assets/site.css`, site: base },
      main: `<h1>Playground</h1>
<p>What no-pickle would write on a pull request with this file. The engine runs in your browser; nothing is sent anywhere.</p>
<noscript><p class="problem">The playground needs JavaScript: the engine runs in your browser. The rest of this site does without.</p></noscript>
<div class="tools">
<p><label for="sample">Sample</label> <select id="sample"></select></p>
<p><label for="path">Path</label> <input id="path" type="text" value="example.py" spellcheck="false" autocomplete="off"></p>
<p><label class="check-label"><input id="has-before" type="checkbox"> Before and after</label></p>
<p><label for="file">Open a file</label> <input id="file" type="file" multiple></p>
<p><button id="share" type="button">Share</button> <span id="share-status" role="status"></span></p>
</div>
<p class="hint">Or drop a file anywhere: code, a notebook, a pickle or a model, a <code>no-pickle.yml</code>.</p>
<details id="has-policy"><summary>Policy</summary>
<p><label for="policy"><code>.github/no-pickle.yml</code> of the base branch; empty: the defaults</label>
<textarea id="policy" rows="5" spellcheck="false"></textarea></p></details>
<div class="split">
<div class="edit">
<section id="before-part" aria-label="Before" hidden><h2>Before</h2><div id="base" class="code-host"></div></section>
<section id="after-part" aria-label="After"><h2>Code</h2><div id="head" class="code-host"></div></section>
<section id="dropped" aria-label="File" hidden><h2>File</h2><p id="dropped-name"></p><pre id="bytes" class="bytes" tabindex="0" aria-label="Its first bytes"></pre><p><button id="close-dropped" type="button">Back to the code</button></p></section>
</div>
<section class="review" aria-label="Review"><h2>What no-pickle says</h2>
<p id="status" role="status">The engine starts.</p>
<div id="result"></div></section>
</div>`,
    },
    base,
  );
}
