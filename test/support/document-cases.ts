/** A document, and what is to be said of it: `line rule level` for each finding, 1-based; none for a quiet one. */
export interface DocumentCase {
  readonly path: string;
  readonly text: string;
  readonly expect: readonly string[];
}

/** The beginning of what a load and its import are reported as. */
const LOAD = "pickle-load block";
const PROGRAM = "import pickle; pickle.load(open('data.pkl','rb'))";

/** Python in documents, with what is only similar beside it. */
export const PROGRAMS: Readonly<Record<string, DocumentCase>> = {
  "a step of a workflow": {
    path: ".github/workflows/ci.yml",
    text: `on: push\njobs:\n  a:\n    steps:\n      - run: |\n          pip install x\n          python -c "${PROGRAM}"\n`,
    expect: [`7 ${LOAD}`],
  },
  "a step with a here-document": {
    path: ".github/workflows/ci.yml",
    text: `jobs:\n  a:\n    steps:\n      - name: x\n        run: |\n          python - <<'EOF'\n          import pickle\n          with open("x") as f:\n              pickle.load(f)\n          EOF\n`,
    expect: [`9 ${LOAD}`],
  },
  "a step in the workflow's own shell": {
    path: ".github/workflows/ci.yml",
    text: `defaults:\n  run:\n    shell: python {0}\njobs:\n  a:\n    steps:\n      - run: import pickle; pickle.load(open("x"))\n`,
    expect: [`7 ${LOAD}`],
  },
  "a step with an expression": {
    path: ".github/workflows/ci.yml",
    text: `jobs:\n  a:\n    steps:\n      - shell: python\n        run: |\n          import pickle\n          name = \${{ toJSON(github.actor) }}\n          pickle.load(open(name))\n`,
    expect: [`8 ${LOAD}`],
  },
  "a composite action": {
    path: "action.yml",
    text: `runs:\n  using: composite\n  steps:\n    - shell: python\n      run: |\n        import pickle\n        pickle.load(f)\n`,
    expect: [`7 ${LOAD}`],
  },
  "an action that runs a script": {
    path: ".github/workflows/ci.yml",
    text: `jobs:\n  a:\n    steps:\n      - uses: jannekem/run-python-script-action@v1\n        with:\n          script: |\n            import pickle\n            pickle.load(f)\n`,
    expect: [`8 ${LOAD}`],
  },
  "a job of GitLab": {
    path: ".gitlab-ci.yml",
    text: `test:\n  before_script:\n    - pip install x\n  script:\n    - python3 -c "${PROGRAM}"\n    - >\n      python3 -c\n      "${PROGRAM}"\n`,
    expect: [`5 ${LOAD}`, `8 ${LOAD}`],
  },
  "a task of Azure": {
    path: "azure-pipelines.yml",
    text: `steps:\n  - task: PythonScript@0\n    inputs:\n      scriptSource: inline\n      script: |\n        import pickle\n        pickle.load(f)\n`,
    expect: [`7 ${LOAD}`],
  },
  "a job of CircleCI": {
    path: ".circleci/config.yml",
    text: `jobs:\n  a:\n    steps:\n      - run:\n          name: load\n          command: python -c '${PROGRAM.replaceAll("'", '"')}'\n`,
    expect: [`6 ${LOAD}`],
  },
  "a job of CircleCI in a shell of Python": {
    path: ".circleci/config.yml",
    text: `jobs:\n  a:\n    steps:\n      - run:\n          shell: /usr/bin/python3\n          command: |\n            import pickle\n            pickle.load(f)\n`,
    expect: [`8 ${LOAD}`],
  },
  "a function of Lambda": {
    path: "template.yaml",
    text: `Resources:\n  F:\n    Properties:\n      Runtime: python3.12\n      Code:\n        ZipFile: |\n          import pickle, base64\n          def handler(event, context):\n            return pickle.load(event)\n`,
    expect: [`9 ${LOAD}`],
  },
  "a function of Lambda in another language": {
    path: "template.yaml",
    text: `Resources:\n  F:\n    Properties:\n      Code:\n        ZipFile: |\n          const pickle = require("pickle");\n          import x from "x";\n          pickle.load(x)\n`,
    expect: [],
  },
  "a hook of pre-commit": {
    path: ".pre-commit-config.yaml",
    text: `repos:\n  - repo: local\n    hooks:\n      - id: x\n        name: x\n        language: system\n        entry: python -c "${PROGRAM}"\n`,
    expect: [`7 ${LOAD}`],
  },
  "a hook of pre-commit with arguments": {
    path: ".pre-commit-config.yaml",
    text: `repos:\n  - repo: local\n    hooks:\n      - id: x\n        entry: python\n        args:\n          - -c\n          - "${PROGRAM}"\n`,
    expect: [`8 ${LOAD}`],
  },
  "a compose file": {
    path: "compose.yaml",
    text: `services:\n  a:\n    entrypoint: python\n    command: ["-c", "${PROGRAM}"]\n  b:\n    command: python -c "${PROGRAM}"\n  c:\n    command: ["sh", "-c", "python -c \\"${PROGRAM}\\""]\n`,
    expect: [`4 ${LOAD}`, `6 ${LOAD}`, `8 ${LOAD}`],
  },
  "a container of Kubernetes": {
    path: "deploy/job.yaml",
    text: `spec:\n  containers:\n    - name: a\n      command: ["python"]\n      args:\n        - "-c"\n        - |\n          import pickle\n          pickle.load(f)\n`,
    expect: [`9 ${LOAD}`],
  },
  "a file in a ConfigMap": {
    path: "deploy/config.yaml",
    text: `kind: ConfigMap\ndata:\n  load.py: |\n    import pickle\n    pickle.load(f)\n`,
    expect: [`5 ${LOAD}`],
  },
  "a step of Argo": {
    path: "flow.yaml",
    text: `spec:\n  templates:\n    - name: a\n      script:\n        image: python:3\n        command: [python]\n        source: |\n          import pickle\n          pickle.load(f)\n`,
    expect: [`9 ${LOAD}`],
  },
  "a step of Tekton": {
    path: "task.yaml",
    text: `spec:\n  steps:\n    - image: x\n      script: |\n        #!/usr/bin/env python3\n        import pickle\n        pickle.load(f)\n`,
    expect: [`7 ${LOAD}`],
  },
  "a task of Ansible": {
    path: "play.yml",
    text: `- hosts: all\n  tasks:\n    - name: load\n      shell: |\n        python3 - <<EOF\n        import pickle\n        pickle.load(open("{{ file }}"))\n        EOF\n    - ansible.builtin.copy:\n        dest: /opt/x.py\n        content: |\n          import pickle\n          pickle.load(f)\n`,
    expect: [`7 ${LOAD}`, `13 ${LOAD}`],
  },
  "a chart of Helm": {
    path: "chart/templates/job.yaml",
    text: `{{- if .Values.on }}\nspec:\n  containers:\n    - name: {{ .Values.name }}\n      args:\n        - python\n        - -c\n        - "import pickle; pickle.load(open('{{ .Values.file }}'))"\n{{- end }}\n`,
    expect: [`8 ${LOAD}`],
  },
  "a stage of DVC": {
    path: "dvc.yaml",
    text: `stages:\n  a:\n    cmd: python -c "${PROGRAM}"\n`,
    expect: [`3 ${LOAD}`],
  },
  "cloud-init": {
    path: "user-data.yaml",
    text: `#cloud-config\nruncmd:\n  - [python3, -c, "${PROGRAM}"]\nwrite_files:\n  - path: /x.py\n    content: |\n      import pickle\n      pickle.load(f)\n`,
    expect: [`3 ${LOAD}`, `8 ${LOAD}`],
  },
  "a Dockerfile": {
    path: "Dockerfile",
    text: `FROM python:3\nRUN pip install x && \\\n    python -c "${PROGRAM}"\nRUN ["python", "-c", "${PROGRAM}"]\nRUN python3 <<EOF\nimport pickle\npickle.load(f)\nEOF\nRUN <<EOF\n#!/usr/bin/env python3\nimport pickle\npickle.load(f)\nEOF\nCOPY <<EOF /app/x.py\nimport pickle\npickle.load(f)\nEOF\nENTRYPOINT ["python"]\nCMD ["-c", "${PROGRAM}"]\n`,
    expect: [3, 4, 7, 12, 16, 19].map((line) => `${String(line)} ${LOAD}`),
  },
  "a Dockerfile whose shell is Python": {
    path: "docker/gpu.Dockerfile",
    text: `FROM python\nSHELL ["python3", "-c"]\nRUN ${PROGRAM}\n`,
    expect: [`3 ${LOAD}`],
  },
  "scripts for the shell": {
    path: "run.sh",
    text: [
      "#!/bin/bash",
      "set -e",
      `uv run python -c '${PROGRAM.replaceAll("'", '"')}'`,
      `if true; then "$PYTHON" -c "${PROGRAM}"; fi`,
      "cat <<EOF | python3 -",
      "import pickle",
      "pickle.load(open('$FILE'))",
      "EOF",
      'python3 <<< "import pickle; pickle.load(f)"',
      `echo "${PROGRAM}" | python`,
      "cat > tool.py <<'EOF'",
      "import pickle",
      "pickle.load(f)",
      "EOF",
      "python -m pickle data.pkl",
      `CODE="${PROGRAM}"`,
      'python -c "$CODE"',
      `ssh host "python -c 'import pickle; pickle.load(f)'"`,
      "python manage.py shell -c 'import pickle; pickle.load(f)'",
      'x=$(python -c "import pickle; print(pickle.load(f))")',
      "python -m timeit -s 'import pickle' 'pickle.load(f)'",
      "",
    ].join("\n"),
    expect: [3, 4, 7, 9, 10, 13, 15, 16, 18, 19, 20, 21].map((line) => `${String(line)} ${LOAD}`),
  },
  "a script without an ending": {
    path: "bin/run",
    text: `#!/usr/bin/env bash\npython3 - <<'PY'\nimport pickle\npickle.load(f)\nPY\n`,
    expect: [`4 ${LOAD}`],
  },
  "a Makefile": {
    path: "Makefile",
    text: `.PHONY: x\nx:\n\t@python3 -c "import pickle; x = '$$HOME'; pickle.load(f)"\n\ndefine CODE\nimport pickle\npickle.load(f)\nendef\nexport CODE\ny:\n\tpython -c "$$CODE"\n\nz: SHELL := python3\nz:\n\timport pickle; pickle.load(f)\n`,
    expect: [3, 7, 15].map((line) => `${String(line)} ${LOAD}`),
  },
  "a justfile": {
    path: "justfile",
    text: `a:\n    python -c "${PROGRAM}"\n\nb:\n    #!/usr/bin/env python3\n    import pickle\n    pickle.load(f)\n`,
    expect: [`2 ${LOAD}`, `7 ${LOAD}`],
  },
  "scripts of package.json": {
    path: "package.json",
    text: JSON.stringify(
      {
        name: "x",
        scripts: {
          build: "tsc",
          load: `python3 -c "${PROGRAM}"`,
          two: `npm run build && python -c '${PROGRAM.replaceAll("'", '"')}'`,
        },
      },
      null,
      2,
    ),
    expect: [`5 ${LOAD}`, `6 ${LOAD}`],
  },
  "a task of an editor": {
    path: ".vscode/tasks.json",
    text: `{\n  // comment\n  "tasks": [\n    { "label": "x", "command": "python", "args": ["-c", "${PROGRAM}"] },\n  ],\n}\n`,
    expect: [`4 ${LOAD}`],
  },
  "a container for an editor": {
    path: ".devcontainer/devcontainer.json",
    text: `{\n  "postCreateCommand": "python -c \\"${PROGRAM}\\""\n}\n`,
    expect: [`2 ${LOAD}`],
  },
  "tasks in pyproject.toml": {
    path: "pyproject.toml",
    text: `[tool.poe.tasks]\na = "python -c \\"${PROGRAM}\\""\nb.cmd = '''python -c "${PROGRAM}"'''\n\n[tool.hatch.envs.default.scripts]\nc = ["python -c \\"${PROGRAM}\\""]\n\n[tool.tox]\nlegacy_tox_ini = """\n[testenv]\ncommands = python -c "${PROGRAM}"\n"""\n`,
    expect: [2, 3, 6, 11].map((line) => `${String(line)} ${LOAD}`),
  },
  "tox.ini": {
    path: "tox.ini",
    text: `[testenv]\ndeps = x\ncommands =\n    pytest\n    {envpython} -c "${PROGRAM}"\n    python -c \\\n      "${PROGRAM}"\n`,
    expect: [`5 ${LOAD}`, `7 ${LOAD}`],
  },
  "tox.toml": {
    path: "tox.toml",
    text: `[env_run_base]\ncommands = [["pytest"], ["python", "-c", "${PROGRAM}"]]\n`,
    expect: [`2 ${LOAD}`],
  },
  "a unit of systemd": {
    path: "app.service",
    text: `[Service]\nExecStart=/usr/bin/python3 -c "${PROGRAM}"\n`,
    expect: [`2 ${LOAD}`],
  },
  "a Procfile": {
    path: "Procfile",
    text: `web: gunicorn x\nrelease: python -c "${PROGRAM}"\n`,
    expect: [`2 ${LOAD}`],
  },
  "a crontab": { path: "crontab", text: `0 * * * * root python3 -c "${PROGRAM}"\n`, expect: [`1 ${LOAD}`] },
  "a Jenkinsfile": {
    path: "Jenkinsfile",
    text: `pipeline { stages { stage('a') { steps {\n  sh 'make'\n  sh """\n    python - <<EOF\nimport pickle\npickle.load(f)\nEOF\n  """\n  sh(script: "python -c \\"${PROGRAM}\\"", returnStdout: true)\n} } } }\n`,
    expect: [`6 ${LOAD}`, `9 ${LOAD}`],
  },
  "a document of Quarto": {
    path: "paper.qmd",
    text: "# Title\n\n```{python}\n#| echo: false\nimport pickle\npickle.load(f)\n```\n\n```python\npickle.load(f)\n```\n",
    expect: [`6 ${LOAD}`],
  },
  "a function of PostgreSQL": {
    path: "f.sql",
    text: "CREATE FUNCTION f(x bytea) RETURNS int AS $$\nimport pickle\nreturn pickle.loads(x)\n$$ LANGUAGE plpython3u;\n",
    expect: ["3 pickle-load block"],
  },
  "a template of a script": {
    path: "deploy.sh.j2",
    text: `{% if x %}\npython3 - <<EOF\nimport pickle\npickle.load(open({{ name }}))\nEOF\n{% endif %}\n`,
    expect: [`4 ${LOAD}`],
  },
  "other loads": {
    path: "run.sh",
    text: `python -c "import torch; torch.load('x', weights_only=False)"\npython -c "import yaml; yaml.unsafe_load(open('x'))"\n`,
    expect: ["1 torch-weights-only-disabled block", "2 yaml-unsafe-load block"],
  },
  "Python that is safe": {
    path: "run.sh",
    text: `python -c "import json; json.load(open('x'))"\npython -c "import torch; torch.load('x', weights_only=True)"\npython - <<EOF\nimport pickle\npickle.dumps(x)\nEOF\n`.replace(
      "import pickle\npickle.dumps(x)",
      "import json",
    ),
    expect: [],
  },
  "texts that speak of Python": {
    path: "run.sh",
    text: `# python -c "${PROGRAM}"\necho 'python -c "import pickle; pickle.load(f)"'\necho python -c "${PROGRAM}"\ngrep -r "python -c 'import pickle'" .\ngit commit -m "python -c 'import pickle; pickle.load(f)'"\ncat <<EOF > README.md\npython -c "${PROGRAM}"\nEOF\nruby -e 'pickle.load'\nperl - <<EOF\nimport pickle\npickle.load(f)\nEOF\n`,
    expect: [],
  },
  "values that speak of commands": {
    path: "docs.yaml",
    text: `description: python -c "${PROGRAM}"\nexamples:\n  - python -c "${PROGRAM}"\nhelp: |\n  python - <<EOF\n  import pickle\n  pickle.load(f)\n  EOF\n# run: python -c "${PROGRAM}"\nrules:\n  - pattern: pickle.load(...)\n    message: do not import pickle\n    languages: [python]\n`,
    expect: [],
  },
  "a step in another shell": {
    path: ".github/workflows/ci.yml",
    text: `jobs:\n  a:\n    steps:\n      - shell: ruby {0}\n        run: |\n          import pickle\n          pickle.load(f)\n      - name: import pickle\n        run: make\n`,
    expect: [],
  },
  "a script that mentions pickle": {
    path: "package.json",
    text: `{"scripts": {"load": "node pickle.js --python"}, "description": "python -c \\"${PROGRAM}\\""}`,
    expect: [],
  },
};
