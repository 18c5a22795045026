import { describe, expect, test } from "vitest";

import { DEFAULT, fixed } from "../support/fixed.js";

describe("fixes of YAML, by default", () => {
  test.each([
    [
      "another name",
      "from yaml import load as read\n\nread(f)\n",
      "from yaml import safe_load\n\nsafe_load(f)\n",
    ],
    [
      "a class of the file, which keeps its tags",
      'import yaml\n\n\nclass Mine(yaml.Loader):\n    pass\n\n\nMine.add_constructor("!x", make)\nyaml.load(f, Loader=Mine)\nyaml.load(g, Mine)\n',
      'import yaml\n\n\nclass Mine(yaml.SafeLoader):\n    pass\n\n\nMine.add_constructor("!x", make)\nyaml.load(f, Loader=Mine)\nyaml.load(g, Mine)\n',
    ],
    [
      "a class on a loader that is imported",
      "from yaml import Loader, load\n\n\nclass Mine(Loader):\n    pass\n\n\nload(f, Loader=Mine)\n",
      "from yaml import SafeLoader, load\n\n\nclass Mine(SafeLoader):\n    pass\n\n\nload(f, Loader=Mine)\n",
    ],
    [
      "a loader by itself, and one that is given to another library",
      "import yaml\n\nyaml.CLoader(s).get_data()\nBox.from_yaml(p, Loader=yaml.Loader)\n",
      "import yaml\n\nyaml.CSafeLoader(s).get_data()\nBox.from_yaml(p, Loader=yaml.SafeLoader)\n",
    ],
    [
      "ruamel.yaml, as every version of it has it",
      "import ruamel.yaml\n\nruamel.yaml.load(f, Loader=ruamel.yaml.Loader)\nruamel.yaml.load_all(f)\n",
      'import ruamel.yaml\n\nruamel.yaml.YAML(typ="safe", pure=True).load(f)\nruamel.yaml.YAML(typ="safe", pure=True).load_all(f)\n',
    ],
    [
      "ruamel.yaml by bare names",
      "from ruamel.yaml import load\n\nload(f)\n",
      'from ruamel.yaml import YAML\n\nYAML(typ="safe", pure=True).load(f)\n',
    ],
  ])("%s", (_, before, after) => {
    expect(fixed(before, DEFAULT).text).toBe(after);
    expect(fixed(after).applied).toEqual([]);
  });
});

describe("left to who asks for more, or to a person", () => {
  test.each([
    ["unsafe_load beside dumps", "import yaml\n\nyaml.unsafe_load(f)\nyaml.dump(x, g)\n", "needs-unsafe"],
    [
      "tags for everybody",
      'import yaml\n\n\nclass Mine(yaml.Loader):\n    pass\n\n\nyaml.add_constructor("!x", make)\nyaml.load(f, Loader=Mine)\n',
      "needs-unsafe",
    ],
    [
      "a class that uses what it is built on",
      "import yaml\n\n\nclass Mine(yaml.Loader):\n    def get(self):\n        return yaml.Loader.construct_mapping(self, 1)\n\n\nyaml.load(f, Loader=Mine)\n",
      "no-fix",
    ],
    ["an old function with options", "import ruamel.yaml\n\nruamel.yaml.load(f, version=(1, 1))\n", "no-fix"],
  ])("%s", (_, text, why) => {
    const result = fixed(text, DEFAULT);
    expect(result.text).toBe(text);
    expect(result.left.map((one) => one.why)).toContain(why);
  });
});

describe("queues, where more is asked for", () => {
  test.each([
    [
      "what a consumer accepts, and what lets pickles in",
      'from kombu import Consumer, enable_insecure_serializers\n\nenable_insecure_serializers()\nConsumer(c, accept=["pickle", "json"])\nConsumer(c, accept=["pickle"])\n',
      'from kombu import Consumer\n\nConsumer(c, accept=["json"])\nConsumer(c, accept=["json"])\n',
    ],
    [
      "what is sent, if it is plain",
      'import kombu\n\np = kombu.Producer(c)\np.publish({"a": 1}, serializer="pickle")\np.publish({"a": job}, serializer="pickle")\n',
      'import kombu\n\np = kombu.Producer(c)\np.publish({"a": 1}, serializer="json")\np.publish({"a": job}, serializer="pickle")\n',
    ],
    [
      "a list with nothing else",
      'from celery import Celery\n\napp = Celery()\napp.conf.update(task_serializer="pickle", accept_content=("pickle",))\n',
      'from celery import Celery\n\napp = Celery()\napp.conf.update(task_serializer="json", accept_content=("json",))\n',
    ],
  ])("%s", (_, before, after) => {
    expect(fixed(before).text).toBe(after);
    expect(fixed(before, DEFAULT).text).toBe(before);
  });
});
