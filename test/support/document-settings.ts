import type { DocumentCase } from "./document-cases.js";

/** Settings in documents, with what is only similar beside them. */
export const SETTINGS: Readonly<Record<string, DocumentCase>> = {
  "Celery in YAML": {
    path: "celery.yaml",
    text: "accept_content: [json, pickle]\ntask_serializer: pickle\nresult_serializer: json\n",
    expect: ["1 celery-pickle block", "2 celery-pickle block"],
  },
  "Celery further down": {
    path: "settings/prod.yml",
    text: "app:\n  celery:\n    task-serializer: pickle\n    accept_content:\n      - json\n      - application/x-python-serialize\n",
    expect: ["3 celery-pickle block", "4 celery-pickle block"],
  },
  "Celery in TOML": {
    path: "config.toml",
    text: '[celery]\ntask_serializer = "pickle"\naccept_content = ["json", "pickle"]\n\n[django]\nCELERY_RESULT_SERIALIZER = "pickle"\n',
    expect: ["2 celery-pickle block", "3 celery-pickle block", "6 celery-pickle block"],
  },
  "Celery in JSON": {
    path: "celery.json",
    text: '{\n  "task_serializer": "pickle",\n  "accept_content": ["pickle"]\n}\n',
    expect: ["2 celery-pickle block", "3 celery-pickle block"],
  },
  "Celery in sections": {
    path: "celery.ini",
    text: "[celery]\ntask_serializer = pickle\naccept_content = json, pickle\ncelery.result_serializer: pickle\n",
    expect: ["2 celery-pickle block", "3 celery-pickle block", "4 celery-pickle block"],
  },
  "Celery in variables": {
    path: ".env",
    text: 'CELERY_TASK_SERIALIZER=pickle\nCELERY_ACCEPT_CONTENT=["json","pickle"]\nCELERY_RESULT_SERIALIZER=json\n',
    expect: ["1 celery-pickle block", "2 celery-pickle block"],
  },
  "Celery that is safe": {
    path: "celery.yaml",
    text: "# task_serializer: pickle\naccept_content: [json]\ntask_serializer: json\ndescription: task_serializer used to be pickle\n",
    expect: [],
  },
  "a data catalogue": {
    path: "conf/base/catalog.yml",
    text: "a:\n  type: pickle.PickleDataset\n  filepath: data/a.pkl\nb:\n  type: pandas.CSVDataset\n  filepath: b.csv\nc:\n  type: kedro_datasets.pickle.PickleDataSet\n  backend: joblib\np:\n  type: partitions.PartitionedDataset\n  dataset: pickle.PickleDataset\n_d: &d\n  type: pickle.PickleDataset\n",
    expect: [
      "2 pickle-serializer block",
      "8 pickle-serializer block",
      "12 pickle-serializer block",
      "14 pickle-serializer block",
    ],
  },
  "a data catalogue with patterns": {
    path: "conf/catalog_models.yaml",
    text: '"{name}#pickle":\n  type: pickle.PickleDataset\n  filepath: data/{name}.pkl\n',
    expect: ["2 pickle-serializer block"],
  },
  "a data catalogue without pickles": {
    path: "conf/base/catalog.yml",
    text: "pickle:\n  type: pandas.ParquetDataset\n  filepath: data/pickle.parquet\nb:\n  type: json.JSONDataset\n",
    expect: [],
  },
  "logging in YAML": {
    path: "logging.yaml",
    text: "version: 1\nfilters:\n  warm:\n    (): yaml.unsafe_load\n    stream: x\nhandlers:\n  a:\n    (): ext://pickle.loads\n  b:\n    class: logging.StreamHandler\n    (): app.log.Handler\n",
    expect: ["4 dynamic-access warn", "8 dynamic-access warn"],
  },
  "logging in JSON": {
    path: "logging.json",
    text: '{"version": 1, "filters": {\n  "warm": {"()": "torch.load", "f": "x"},\n  "b": {"()": "logging.Filter"}\n}}\n',
    expect: ["2 dynamic-access warn"],
  },
  "logging in TOML": {
    path: "logging.toml",
    text: '[filters.warm]\n"()" = "joblib.load"\nfilename = "x"\n',
    expect: ["2 dynamic-access warn"],
  },
  "targets of Hydra": {
    path: "conf/model.yaml",
    text: "defaults:\n  - base\nmodel:\n  _target_: pickle.loads\n  data: x\nother:\n  _target_: torch.load\n  f: model.pt\n  weights_only: false\nlast:\n  _target_: app.models.Net\n",
    expect: ["4 dynamic-access warn", "7 dynamic-access warn", "9 unsafe-switch warn"],
  },
  "a class path": {
    path: "config.yaml",
    text: "model:\n  class_path: joblib.load\n  init_args:\n    filename: x\n",
    expect: ["2 dynamic-access warn"],
  },
  "entry points": {
    path: "pyproject.toml",
    text: '[project.entry-points."app.codecs"]\npickle = "pickle:loads"\njson = "json:loads"\n\n[project.scripts]\ntool = "app.cli:main"\n',
    expect: ["2 dynamic-access warn"],
  },
  "entry points of setuptools": {
    path: "setup.cfg",
    text: "[options.entry_points]\napp.codecs =\n    json = json:loads\n    fast = joblib:load\nconsole_scripts =\n    tool = app.cli:main\n",
    expect: ["4 dynamic-access warn"],
  },
  "sessions of Django": {
    path: "settings.yaml",
    text: "SESSION_SERIALIZER: django.contrib.sessions.serializers.PickleSerializer\n",
    expect: ["1 pickle-session block"],
  },
  "a cache of Django": {
    path: "settings.toml",
    text: '[default.CACHES.default]\nBACKEND = "django_redis.cache.RedisCache"\n\n[default.CACHES.safe]\nBACKEND = "django_redis.cache.RedisCache"\nOPTIONS = { SERIALIZER = "django_redis.serializers.json.JSONSerializer" }\n',
    expect: ["2 pickle-cache warn"],
  },
  "a serializer by its class": {
    path: "cache.json",
    text: '{"default": {\n  "cache": "aiocache.RedisCache",\n  "serializer": {\n    "class": "aiocache.serializers.PickleSerializer"\n  }\n}}\n',
    expect: ["4 pickle-serializer block"],
  },
  "sessions of Beaker": {
    path: "production.ini",
    text: "[app:main]\nbeaker.session.data_serializer = pickle\nbeaker.session.type = file\n",
    expect: ["2 pickle-cache block"],
  },
  "serializers of other programs": {
    path: "app.yaml",
    text: "cache:\n  serializer: pickle\nqueue:\n  serialization: cloudpickle\nother:\n  serializer: json\n  format: pickle\nlist: [pickle]\n",
    expect: ["2 pickle-serializer warn", "4 pickle-serializer warn"],
  },
  "serializers in variables": {
    path: ".env",
    text: "CACHE_SERIALIZER=pickle\nMYAPP_TASK_SERIALIZER=pickle\nCACHE_TYPE=redis\nSESSION_TYPE=redis\n",
    expect: ["1 pickle-serializer warn", "2 celery-pickle block"],
  },
  "a cache of Flask": {
    path: "config.json",
    text: '{\n  "CACHE_TYPE": "RedisCache",\n  "safe_mode": false\n}\n',
    expect: ["2 pickle-cache warn"],
  },
  "results of Prefect": {
    path: "prefect.toml",
    text: '[prefect.results]\nresult_serializer = "pickle"\n',
    expect: ["2 pickle-serializer block"],
  },
  "results of Prefect by a variable": {
    path: ".env",
    text: "PREFECT_RESULTS_DEFAULT_SERIALIZER=cloudpickle\n",
    expect: ["1 pickle-serializer block"],
  },
  "tags of Python": {
    path: "payload.yaml",
    text: "a: !!python/object/apply:os.system ['id']\nb: !!python/object/new:builtins.eval\n  - x\nc: !<tag:yaml.org,2002:python/object/apply:subprocess.check_output> [[id]]\nd: !!python/name:os.system\ne: !!python/object:app.Thing {x: 1}\nf: !!python/tuple [1, 2]\ng: !!python/str x\n# h: !!python/object/apply:os.system\ni: '!!python/object/apply:os.system'\n",
    expect: ["1", "2", "4", "5", "6"].map((line) => `${line} yaml-python-tag block`),
  },
  "tags by a handle": {
    path: "payload.yml",
    text: "%TAG !p! tag:yaml.org,2002:python/\n---\na: !p!object/apply:os.system ['id']\n",
    expect: ["3 yaml-python-tag block"],
  },
  "names for MkDocs": {
    path: "mkdocs.yml",
    text: "markdown_extensions:\n  - pymdownx.emoji:\n      emoji_index: !!python/name:material.extensions.emoji.twemoji\n",
    expect: ["3 yaml-python-tag note"],
  },
  "lists of names to avoid": {
    path: "bandit.yaml",
    text: "blacklist_calls:\n  bad_name_sets:\n    - pickle:\n        qualnames: [pickle.loads, pickle.load, cPickle.loads]\n        message: Pickle library appears to be in use.\n",
    expect: [],
  },
  "names to avoid in TOML": {
    path: "ruff.toml",
    text: '[lint.flake8-tidy-imports.banned-api]\n"pickle.loads".msg = "Use json."\n"yaml.load".msg = "Use safe_load"\n',
    expect: [],
  },
  "a schema": {
    path: "schema.json",
    text: '{"properties": {"trust_remote_code": {"type": "boolean", "default": false}, "task_serializer": {"type": "string", "enum": ["json", "pickle"]}, "allow_pickle": {"type": "boolean", "description": "pickle"}}}',
    expect: [],
  },
};

/** Switches in documents, with what is only similar beside them. */
export const SWITCHES: Readonly<Record<string, DocumentCase>> = {
  "a variable of Terraform": {
    path: "main.tf",
    text: 'resource "x" "y" {\n  environment {\n    variables = {\n      TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD = "1"\n      OTHER = "1"\n    }\n  }\n}\n# TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD = "1"\n',
    expect: ["4 torch-force-no-weights-only block"],
  },
  "a variable of Terraform that is named": {
    path: "ecs.tf",
    text: 'x = jsonencode([{\n  environment = [{name = "TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD", value = "1"}, {name = "TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD", value = "0"}]\n}])\n',
    expect: ["2 torch-force-no-weights-only block"],
  },
  "a script in a block": {
    path: "vm.tf",
    text: 'resource "vm" "a" {\n  user_data = <<-EOF\n    #!/bin/sh\n    export TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD=1\n  EOF\n}\n',
    expect: ["4 torch-force-no-weights-only block"],
  },
  "a job of Nomad": {
    path: "a.nomad",
    text: 'job "a" { env { TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD = "1" } }\n',
    expect: ["1 torch-force-no-weights-only block"],
  },
  "a variable of PowerShell": {
    path: "a.ps1",
    text: 'if ($a) {\n  $env:TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD = "1"\n}\n[Environment]::SetEnvironmentVariable("TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD", "1", "User")\nSet-Item -Path Env:TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD -Value 1\n# $env:TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD = "1"\nWrite-Host $env:TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD\n$env:TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD = "0"\n',
    expect: [
      "2 torch-force-no-weights-only block",
      "4 torch-force-no-weights-only block",
      "5 torch-force-no-weights-only block",
    ],
  },
  "a variable of fish": {
    path: "a.fish",
    text: "set -x TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD 1\nset -gx TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD 1\nset TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD 1\nset -e TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD\n",
    expect: ["1 torch-force-no-weights-only block", "2 torch-force-no-weights-only block"],
  },
  "a variable of csh": {
    path: "a.csh",
    text: "setenv TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD 1\nunsetenv TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD\n",
    expect: ["1 torch-force-no-weights-only block"],
  },
  "a variable that Windows keeps": {
    path: "a.bat",
    text: "setx TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD 1\nsetx /M TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD 1\nsetx PATH C:\\\\\nrem setx TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD 1\n",
    expect: ["1 torch-force-no-weights-only block", "2 torch-force-no-weights-only block"],
  },
  "an option of a job": {
    path: "a.sbatch",
    text: "#!/bin/bash\n#SBATCH --job-name=a --export=ALL,TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD=1\n# SBATCH --export=TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD=1\nsrun python t.py\n",
    expect: ["2 torch-force-no-weights-only block"],
  },
  "variables of a pipeline": {
    path: "Jenkinsfile",
    text: 'pipeline { environment { TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD = "1" } }\nenv.TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD = "1"\nwithEnv(["TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD=1"]) { sh "make" }\ndef other = "1"\n',
    expect: [
      "1 torch-force-no-weights-only block",
      "2 torch-force-no-weights-only block",
      "3 torch-force-no-weights-only block",
    ],
  },
  "an argument of a build": {
    path: "Dockerfile",
    text: "FROM x\nARG W=1\nARG V=0\nENV TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD=$W\nENV TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD=${V}\n",
    expect: ["4 torch-force-no-weights-only block"],
  },
  "a compose file": {
    path: "docker-compose.yml",
    text: "services:\n  a:\n    environment:\n      AIRFLOW__CORE__ENABLE_XCOM_PICKLING: 'true'\n  b:\n    environment:\n      - AIRFLOW__CORE__ENABLE_XCOM_PICKLING=True\n      - X=1\n  c:\n    environment:\n      AIRFLOW__CORE__ENABLE_XCOM_PICKLING: ${PICKLING:-true}\n      TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD: 1\n",
    expect: [
      "4 airflow-xcom-pickling block",
      "7 airflow-xcom-pickling block",
      "11 airflow-xcom-pickling block",
      "12 torch-force-no-weights-only block",
    ],
  },
  "switches that are off": {
    path: "docker-compose.yml",
    text: "services:\n  a:\n    environment:\n      AIRFLOW__CORE__ENABLE_XCOM_PICKLING: 'false'\n      TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD: \"0\"\n      VLLM_ALLOW_INSECURE_SERIALIZATION: ${INSECURE}\n      # TRUST_REMOTE_CODE: 1\n      HF_DATASETS_TRUST_REMOTE_CODE: ''\n",
    expect: [],
  },
  "a container of Kubernetes": {
    path: "k8s.yaml",
    text: 'spec:\n  containers:\n    - env:\n        - name: VLLM_ALLOW_INSECURE_SERIALIZATION\n          value: "1"\n        - name: OTHER\n          value: "1"\n',
    expect: ["4 unsafe-switch block"],
  },
  "a workflow": {
    path: ".github/workflows/ci.yml",
    text: "env:\n  TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD: 1\njobs:\n  a:\n    steps:\n      - run: echo TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD=1 >> $GITHUB_ENV\n      - run: |\n          export TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD=1\n          pytest\n      - run: TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD=1 pytest\n",
    expect: ["2", "6", "8", "10"].map((line) => `${line} torch-force-no-weights-only block`),
  },
  "a Dockerfile": {
    path: "Dockerfile",
    text: 'FROM x\nENV TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD=1\nENV A=1 \\\n    HF_DATASETS_TRUST_REMOTE_CODE="1"\nENV VLLM_ALLOW_INSECURE_SERIALIZATION 1\nARG TRUST_REMOTE_CODE=true\nRUN export TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD=yes && make\n# ENV TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD=1\n',
    expect: [
      "2 torch-force-no-weights-only block",
      "4 unsafe-switch warn",
      "5 unsafe-switch block",
      "6 unsafe-switch warn",
      "7 torch-force-no-weights-only block",
    ],
  },
  "files of variables": {
    path: ".env.production",
    text: 'export TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD="1"\n#TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD=1\nMLFLOW_ALLOW_PICKLE_DESERIALIZATION=true\n',
    expect: ["1 torch-force-no-weights-only block", "3 mlflow-load-model block"],
  },
  "scripts for the shell": {
    path: "run.sh",
    text: "export TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD=1\nenv VLLM_ALLOW_INSECURE_SERIALIZATION=1 vllm serve x\ndocker run -e TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD=1 x\ndocker run --env=TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD=1 x\nvllm serve x --trust-remote-code\nvllm serve x --trust-remote-code=false\npython train.py model.trust_remote_code=true\necho export TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD=1\nunset TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD\n",
    expect: [
      "1 torch-force-no-weights-only block",
      "2 unsafe-switch block",
      "3 torch-force-no-weights-only block",
      "4 torch-force-no-weights-only block",
      "5 trust-remote-code warn",
      "7 trust-remote-code warn",
    ],
  },
  "tox.ini": {
    path: "tox.ini",
    text: "[testenv]\nsetenv =\n    A = 1\n    TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD = 1\npassenv = AIRFLOW__CORE__ENABLE_XCOM_PICKLING\n",
    expect: ["4 torch-force-no-weights-only block"],
  },
  "settings of pytest": {
    path: "pyproject.toml",
    text: '[tool.pytest.ini_options]\nenv = ["TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD=1", "D:A=2"]\n\n[tool.pytest_env]\nVLLM_ALLOW_INSECURE_SERIALIZATION = 1\n',
    expect: ["2 torch-force-no-weights-only block", "5 unsafe-switch block"],
  },
  "a Makefile": {
    path: "Makefile",
    text: "export TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD = 1\ntest: export VLLM_ALLOW_INSECURE_SERIALIZATION=1\ntest:\n\tTORCH_FORCE_NO_WEIGHTS_ONLY_LOAD=1 pytest\n",
    expect: [
      "1 torch-force-no-weights-only block",
      "2 unsafe-switch block",
      "4 torch-force-no-weights-only block",
    ],
  },
  "airflow.cfg": {
    path: "airflow.cfg",
    text: "[core]\n# enable_xcom_pickling = True\nenable_xcom_pickling = True\n",
    expect: ["3 airflow-xcom-pickling block"],
  },
  "airflow.cfg that is safe": {
    path: "airflow.cfg",
    text: "[core]\nenable_xcom_pickling = False\n",
    expect: [],
  },
  "values of Helm": {
    path: "values.yaml",
    text: "config:\n  core:\n    enable_xcom_pickling: 'True'\nextraEnv: |\n  - name: AIRFLOW__CORE__ENABLE_XCOM_PICKLING\n    value: 'true'\nenv:\n  - name: AIRFLOW__CORE__ENABLE_XCOM_PICKLING\n    value: 'True'\n",
    expect: [
      "3 airflow-xcom-pickling block",
      "5 airflow-xcom-pickling block",
      "8 airflow-xcom-pickling block",
    ],
  },
  "a unit of systemd": {
    path: "app.service",
    text: '[Service]\nEnvironment="TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD=1" A=2\n',
    expect: ["2 torch-force-no-weights-only block"],
  },
  "flags in YAML": {
    path: "config.yaml",
    text: "model: a/b\ntrust_remote_code: true\ntrust-remote-code: yes\nloader:\n  weights_only: false\n  allow_pickle: true\n  allow_dangerous_deserialization: True\n  use_safetensors: false\n",
    expect: [
      "2 trust-remote-code warn",
      "3 trust-remote-code warn",
      "5 unsafe-switch warn",
      "6 unsafe-switch warn",
      "7 langchain-dangerous-deserialization block",
      "8 pickle-weights warn",
    ],
  },
  "flags in JSON": {
    path: "config.json",
    text: '{\n  "model": "a/b",\n  "trust_remote_code": true,\n  "tokenizer": {"trust_remote_code": false}\n}\n',
    expect: ["3 trust-remote-code warn"],
  },
  "flags in arguments": {
    path: "deploy.yaml",
    text: 'spec:\n  containers:\n    - args: ["--model", "a/b", "--trust-remote-code"]\n    - args:\n        - --port=80\n        - --no-trust-remote-code\n',
    expect: ["3 trust-remote-code warn"],
  },
  "flags that are off, or filled in": {
    path: "config.yaml",
    text: 'trust_remote_code: false\na:\n  trust_remote_code: "false"\nb:\n  trust_remote_code: ${trust}\nc:\n  trust_remote_code:\nd:\n  trust_remote_code: {{ .Values.trust }}\nweights_only: true\nallow_pickle: "no"\nnote: set trust_remote_code to true\n',
    expect: [],
  },
};
