import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { qualified } from "../rule-kit/sinks.js";

/** Reports the import of torch packages. */
export const torchPackageImport = defineRule({
  meta: {
    id: "torch-package-import",
    title: "Importing a torch package",
    since: "0.1.0",
    level: "block",
    summary: "`torch.package.PackageImporter`.",
    danger:
      "A torch package holds Python modules and pickles, and both run when it is imported. Whoever can replace the file runs code with the rights of this process.",
    alternatives: [NEEDS.weights, NEEDS.functions],
    bad: "from torch.package import PackageImporter\n\nmodel = PackageImporter('model.pt').load_pickle('model', 'model.pkl')\n",
    good: "from safetensors.torch import load_file\n\nstate = load_file('model.safetensors')\n",
    safeWhen: "Only for files that this program wrote and nobody else can replace.",
    equivalents: { bandit: [], ruff: [], codeql: ["py/unsafe-deserialization"] },
  },
  symbols: qualified(["torch.package", "torch.package.package_importer"], ["PackageImporter"]),
  everyUse: (symbol) => `\`${symbol}\` runs the modules and pickles of the package.`,
});
