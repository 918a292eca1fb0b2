// Prints what AWS's own validator says of a template, as JSON.
//   node validate.cjs TEMPLATE          NODE_PATH: where the packages of package-lock.json are
"use strict";

const { RegoEngine, TemplateFile } = require("@aws/cloudformation-validate");

const engine = new RegoEngine();
try {
  const { diagnostics } = engine.validateStandard(new TemplateFile(process.argv[2]));
  console.log(JSON.stringify(diagnostics));
} finally {
  engine.free();
}
