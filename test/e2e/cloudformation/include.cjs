// Reads a template by the AWS CDK, resource by resource into its classes, and prints what it writes: JSON. It fails on
// references to what is not there, on circles and on properties of the wrong type.
//   node include.cjs TEMPLATE          NODE_PATH: where the packages of package-lock.json are
"use strict";

const { App, LegacyStackSynthesizer, Stack } = require("aws-cdk-lib");
const { CfnInclude } = require("aws-cdk-lib/cloudformation-include");

const stack = new Stack(new App({ analyticsReporting: false }), "baryon", { synthesizer: new LegacyStackSynthesizer() });
new CfnInclude(stack, "template", { templateFile: process.argv[2] });
console.log(JSON.stringify(stack.node.root.synth().getStackByName("baryon").template));
