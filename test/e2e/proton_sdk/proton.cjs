// The Proton API as the AWS SDK for JavaScript sees it. Run by proton_sdk_test.py, which says where the server is:
// PROTON_URL, and OPERATOR and VIEWER as `id:secret`. The bundles environment.tar.gz and service.tar.gz lie in its uploads.
// SYNCED is `PROJECT/repository BRANCH COMMIT` of an environment template `synced` that was pushed and not registered.
"use strict";
const assert = require("node:assert/strict");
const { test } = require("node:test");
const sdk = require("@aws-sdk/client-proton");

const region = "us-west-2";
const account = `arn:aws:proton:${region}:000000000000`;
const uploads = (key) => ({ s3: { bucket: "uploads", key } });
const patience = { minDelay: 1, maxDelay: 2, maxWaitTime: 120 };

function clientOf(key, more = {}) {
  const [accessKeyId, secretAccessKey] = key.split(/:(.*)/s);
  return new sdk.ProtonClient({
    endpoint: process.env.PROTON_URL,
    region,
    credentials: { accessKeyId, secretAccessKey },
    ...more,
  });
}

const client = clientOf(process.env.OPERATOR);
const viewer = clientOf(process.env.VIEWER);

// proton("GetServiceTemplate", {name: "web"})
const proton = (operation, input = {}, by = client) => by.send(new sdk[`${operation}Command`](input));

// The exception with which a call is refused; it has to be of the SDK's class for it.
async function refusal(type, operation, input, by = client) {
  const error = await proton(operation, input, by).then(
    () => assert.fail(`${operation} was not refused`),
    (refused) => refused,
  );
  assert.ok(error instanceof type, `${operation}: ${error}`);
  assert.equal(error.name, type.name);
  assert.equal(error.$fault, type === sdk.InternalServerException ? "server" : "client");
  assert.match(error.$metadata.requestId, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  return error;
}

async function collect(pages, member) {
  const found = [];
  for await (const page of pages) found.push(...page[member]);
  return found;
}

const isRecent = (time) => time instanceof Date && Math.abs(Date.now() - time.getTime()) < 600_000;

test("environment templates", async () => {
  const made = (await proton("CreateEnvironmentTemplate", { name: "vpc", description: "d" })).environmentTemplate;
  assert.equal(made.arn, `${account}:environment-template/vpc`);
  assert.equal(made.displayName, "vpc");
  assert.equal(made.provisioning, undefined);
  assert.ok(isRecent(made.createdAt), `${made.createdAt}`);
  assert.ok(isRecent(made.lastModifiedAt));
  assert.deepEqual((await proton("GetEnvironmentTemplate", { name: "vpc" })).environmentTemplate, made);
  const again = (await proton("CreateEnvironmentTemplate", { name: "vpc", description: "d" })).environmentTemplate;
  assert.deepEqual(again, made);
  const mismatch = { name: "vpc", description: "other" };
  assert.match((await refusal(sdk.ValidationException, "CreateEnvironmentTemplate", mismatch)).message, /mismatch/);
  const changed = (await proton("UpdateEnvironmentTemplate", { name: "vpc", displayName: "Netz" })).environmentTemplate;
  assert.equal(changed.displayName, "Netz");
  assert.equal(changed.description, "d");
  assert.ok(changed.lastModifiedAt > made.lastModifiedAt);
  await refusal(sdk.ConflictException, "CreateEnvironmentTemplate", { name: "vpc", description: "d" });
  assert.deepEqual((await proton("DeleteEnvironmentTemplate", { name: "vpc" })).environmentTemplate, changed);
  assert.equal((await proton("DeleteEnvironmentTemplate", { name: "vpc" })).environmentTemplate, undefined);
  const gone = await refusal(sdk.ResourceNotFoundException, "GetEnvironmentTemplate", { name: "vpc" });
  assert.match(gone.message, /environment-template\/vpc$/);
  await refusal(sdk.ResourceNotFoundException, "UpdateEnvironmentTemplate", { name: "vpc", description: "x" });
});

test("what this client does not check is checked by the server", async () => {
  for (const [operation, input, message] of [
    ["GetEnvironmentTemplate", {}, /Value null at 'name' .*Member must not be null/],
    ["CreateServiceTemplate", { name: "" }, /^2 validation errors detected: Value '' at 'name'/],
    ["CreateServiceTemplate", { name: 5 }, /Value '5' at 'name' .*Member must be a string/],
    ["CreateServiceTemplate", { name: "a".repeat(101) }, /less than or equal to 100/],
    ["CreateServiceTemplate", { name: "web", pipelineProvisioning: "MINE" }, /\[CUSTOMER_MANAGED\]/],
    ["ListServiceTemplates", { maxResults: 0 }, /greater than or equal to 1/],
    ["ListServiceTemplates", { maxResults: 101 }, /less than or equal to 100/],
    ["ListServiceTemplates", { nextToken: "not_a-token" }, /'nextToken'/],
    ["ListServiceTemplates", { nextToken: "AAAA" }, /nextToken/],
    ["GetServiceTemplateVersion", { templateName: "web", majorVersion: "01", minorVersion: "0" }, /'majorVersion'/],
    ["CreateEnvironmentTemplateVersion", { templateName: "vpc" }, /'source'/],
    ["CreateEnvironmentTemplateVersion", { templateName: "vpc", source: uploads("") }, /'source\.s3\.key'/],
    ["CreateServiceTemplateVersion", { templateName: "web", source: uploads("k") }, /'compatibleEnvironmentTemplates'/],
    ["TagResource", { resourceArn: "vpc", tags: [] }, /'resourceArn'/],
    ["TagResource", { resourceArn: `${account}:service-template/a`, tags: [{ key: "a" }] }, /'tags\.1\.member\.value'/],
    ["UntagResource", { resourceArn: `${account}:service-template/a`, tagKeys: [""] }, /'tagKeys\.1\.member'/],
  ]) {
    assert.match((await refusal(sdk.ValidationException, operation, input)).message, message);
  }
});

test("versions of an environment template", async () => {
  await proton("CreateEnvironmentTemplate", { name: "net" });
  const source = uploads("environment.tar.gz");
  const begun = (await proton("CreateEnvironmentTemplateVersion", { templateName: "net", source })).environmentTemplateVersion;
  assert.equal(begun.arn, `${account}:environment-template/net:1.0`);
  assert.equal(begun.status, "REGISTRATION_IN_PROGRESS");
  assert.equal(begun.schema, undefined);
  const number = { templateName: "net", majorVersion: "1", minorVersion: "0" };
  const waited = await sdk.waitUntilEnvironmentTemplateVersionRegistered({ client, ...patience }, number);
  assert.equal(waited.state, "SUCCESS");
  const draft = (await proton("GetEnvironmentTemplateVersion", number)).environmentTemplateVersion;
  assert.equal(draft.status, "DRAFT");
  assert.equal(draft.statusMessage, "");
  assert.match(draft.schema, /environment_input_type/);
  assert.equal(draft.recommendedMinorVersion, undefined);
  for (const status of ["DRAFT", "REGISTRATION_FAILED"])
    await refusal(sdk.ValidationException, "UpdateEnvironmentTemplateVersion", { ...number, status });
  const publish = { ...number, status: "PUBLISHED", description: "out" };
  const published = (await proton("UpdateEnvironmentTemplateVersion", publish)).environmentTemplateVersion;
  assert.equal(published.status, "PUBLISHED");
  assert.equal(published.description, "out");
  assert.equal(published.recommendedMinorVersion, "0");
  const shown = (await proton("GetEnvironmentTemplate", { name: "net" })).environmentTemplate;
  assert.equal(shown.recommendedVersion, "1.0");

  // Twelve minor versions: numbers, not text.
  for (let minor = 1; minor < 12; ++minor) {
    const input = { templateName: "net", source, majorVersion: "1", clientToken: `token-${minor}` };
    const one = (await proton("CreateEnvironmentTemplateVersion", input)).environmentTemplateVersion;
    assert.equal(one.minorVersion, `${minor}`);
    const repeated = (await proton("CreateEnvironmentTemplateVersion", input)).environmentTemplateVersion;
    assert.equal(repeated.arn, one.arn);
  }
  const other = { templateName: "net", source, majorVersion: "1", clientToken: "token-1", description: "other" };
  await refusal(sdk.ValidationException, "CreateEnvironmentTemplateVersion", other);
  const pages = sdk.paginateListEnvironmentTemplateVersions({ client, pageSize: 5 }, { templateName: "net" });
  const listed = await collect(pages, "templateVersions");
  assert.deepEqual(listed.map((one) => Number(one.minorVersion)), [...Array(12).keys()]);
  assert.ok(listed.every((one) => one.schema === undefined && one.recommendedMinorVersion === "0"));
  await refusal(sdk.ConflictException, "DeleteEnvironmentTemplateVersion", number);
  await refusal(sdk.ConflictException, "DeleteEnvironmentTemplate", { name: "net" });
  const last = { ...number, minorVersion: "11" };
  const deleted = (await proton("DeleteEnvironmentTemplateVersion", last)).environmentTemplateVersion;
  assert.equal(deleted.minorVersion, "11");
  assert.equal((await proton("DeleteEnvironmentTemplateVersion", last)).environmentTemplateVersion, undefined);
  await refusal(sdk.ResourceNotFoundException, "GetEnvironmentTemplateVersion", last);
});

test("a registration that fails says why", async () => {
  await proton("CreateEnvironmentTemplate", { name: "bad" });
  const input = { templateName: "bad", source: uploads("missing.tar.gz") };
  await proton("CreateEnvironmentTemplateVersion", input);
  const number = { templateName: "bad", majorVersion: "1", minorVersion: "0" };
  const waiting = sdk.waitUntilEnvironmentTemplateVersionRegistered({ client, ...patience }, number);
  await assert.rejects(waiting, /REGISTRATION_FAILED/);
  const failed = (await proton("GetEnvironmentTemplateVersion", number)).environmentTemplateVersion;
  assert.match(failed.statusMessage, /missing\.tar\.gz/);
  await refusal(sdk.ConflictException, "UpdateEnvironmentTemplateVersion", { ...number, status: "PUBLISHED" });
});

test("service templates and their versions", async () => {
  const input = { name: "web", pipelineProvisioning: "CUSTOMER_MANAGED", tags: [{ key: "team", value: "a" }] };
  const made = (await proton("CreateServiceTemplate", input)).serviceTemplate;
  assert.equal(made.arn, `${account}:service-template/web`);
  assert.equal(made.pipelineProvisioning, "CUSTOMER_MANAGED");
  const compatibleEnvironmentTemplates = [{ templateName: "net", majorVersion: "1" }];
  const begun = (
    await proton("CreateServiceTemplateVersion", {
      templateName: "web",
      source: uploads("service.tar.gz"),
      compatibleEnvironmentTemplates,
      supportedComponentSources: ["DIRECTLY_DEFINED"],
    })
  ).serviceTemplateVersion;
  assert.deepEqual(begun.compatibleEnvironmentTemplates, compatibleEnvironmentTemplates);
  const number = { templateName: "web", majorVersion: "1", minorVersion: "0" };
  const waited = await sdk.waitUntilServiceTemplateVersionRegistered({ client, ...patience }, number);
  assert.equal(waited.state, "SUCCESS");
  const draft = (await proton("GetServiceTemplateVersion", number)).serviceTemplateVersion;
  assert.deepEqual(draft.supportedComponentSources, ["DIRECTLY_DEFINED"]);
  assert.match(draft.schema, /service_input_type/);
  const update = { ...number, compatibleEnvironmentTemplates: [{ templateName: "mesh", majorVersion: "12" }] };
  const updated = (await proton("UpdateServiceTemplateVersion", update)).serviceTemplateVersion;
  assert.deepEqual(updated.compatibleEnvironmentTemplates, update.compatibleEnvironmentTemplates);
  assert.equal(updated.status, "DRAFT");
  const listed = (await proton("ListServiceTemplateVersions", { templateName: "web", majorVersion: "1" })).templateVersions;
  assert.equal(listed.length, 1);
  assert.equal(listed[0].compatibleEnvironmentTemplates, undefined);
  const tags = await collect(sdk.paginateListTagsForResource({ client, pageSize: 1 }, { resourceArn: begun.arn }), "tags");
  assert.deepEqual(tags, [{ key: "team", value: "a" }]);
  assert.equal((await proton("DeleteServiceTemplateVersion", number)).serviceTemplateVersion.status, "DRAFT");
  assert.equal((await proton("DeleteServiceTemplate", { name: "web" })).serviceTemplate.name, "web");
});

test("pages of templates", async () => {
  const names = [...Array(7).keys()].map((number) => `page-${number}`);
  for (const name of names) await proton("CreateServiceTemplate", { name });
  for (const pageSize of [1, 3, 100]) {
    const listed = await collect(sdk.paginateListServiceTemplates({ client, pageSize }, {}), "templates");
    assert.deepEqual(listed.map((one) => one.name).filter((name) => name.startsWith("page-")), names);
  }
  const page = await proton("ListServiceTemplates", { maxResults: 2 });
  assert.equal(page.templates.length, 2);
  assert.match(page.nextToken, /^[A-Za-z0-9+=/]+$/);
  await refusal(sdk.ValidationException, "ListEnvironmentTemplates", { nextToken: page.nextToken });
});

test("tags", async () => {
  const resourceArn = (await proton("CreateServiceTemplate", { name: "tagged" })).serviceTemplate.arn;
  await proton("TagResource", { resourceArn, tags: [{ key: "a", value: "1" }, { key: "b", value: "" }] });
  await proton("TagResource", { resourceArn, tags: [{ key: "a", value: "2" }] });
  const tagsNow = async () => (await proton("ListTagsForResource", { resourceArn })).tags;
  assert.deepEqual(await tagsNow(), [{ key: "a", value: "2" }, { key: "b", value: "" }]);
  await proton("UntagResource", { resourceArn, tagKeys: ["a"] });
  assert.deepEqual(await tagsNow(), [{ key: "b", value: "" }]);
  const many = [...Array(50).keys()].map((number) => ({ key: `k${number}`, value: "" }));
  await refusal(sdk.ServiceQuotaExceededException, "TagResource", { resourceArn, tags: many });
  await refusal(sdk.ValidationException, "TagResource", { resourceArn, tags: [{ key: "aws:x", value: "" }] });
  const nobody = { resourceArn: `${account}:service-template/nobody` };
  await refusal(sdk.ResourceNotFoundException, "ListTagsForResource", nobody);
});

const template = { templateName: "synced", templateType: "ENVIRONMENT" };
const provider = "BITBUCKET";

test("template sync", async () => {
  const [repositoryName, branch, sha] = process.env.SYNCED.split(" ");
  const place = { repositoryName, repositoryProvider: provider, branch };
  const made = (await proton("CreateTemplateSyncConfig", { ...template, ...place })).templateSyncConfig;
  assert.deepEqual(made, { ...template, ...place });
  assert.deepEqual((await proton("GetTemplateSyncConfig", template)).templateSyncConfig, made);
  await refusal(sdk.ConflictException, "CreateTemplateSyncConfig", { ...template, ...place, branch: "other" });
  const statusNow = () => proton("GetTemplateSyncStatus", { ...template, templateVersion: "1" });
  let status = await statusNow();
  for (const end = Date.now() + 60_000; status.latestSync?.status !== "SUCCEEDED"; status = await statusNow()) {
    assert.ok(Date.now() < end, JSON.stringify(status));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.equal(status.latestSync.target, `${account}:environment-template/synced:1`);
  assert.equal(status.latestSync.targetRevision.sha, sha);
  assert.equal(status.desiredState.sha, sha);
  assert.deepEqual(status.latestSuccessfulSync, status.latestSync);
  assert.ok(isRecent(status.latestSync.startedAt));
  assert.ok(status.latestSync.events.every((event) => event.time instanceof Date && event.type && event.event));
  const types = ["CLONE_STARTED", "CONFIG_UPDATED", "STARTING_SYNC", "SYNC_SUCCEEDED"];
  const syncType = "TEMPLATE_SYNC";
  const { latestSync } = await proton("GetRepositorySyncStatus", { ...place, syncType });
  assert.equal(latestSync.status, "SUCCEEDED");
  assert.deepEqual(latestSync.events.map((event) => event.type), types);
  const { branch: _, ...repository } = place;
  const { syncDefinitions } = await proton("ListRepositorySyncDefinitions", { ...repository, syncType });
  const target = `${account}:environment-template/synced`;
  assert.deepEqual(syncDefinitions, [{ branch, directory: "/", parent: "synced", target }]);
  const moved = { ...template, ...place, subdirectory: "elsewhere" };
  assert.equal((await proton("UpdateTemplateSyncConfig", moved)).templateSyncConfig.subdirectory, "elsewhere");
  assert.equal((await proton("DeleteTemplateSyncConfig", template)).templateSyncConfig.subdirectory, "elsewhere");
  assert.equal((await proton("DeleteTemplateSyncConfig", template)).templateSyncConfig, undefined);
  await refusal(sdk.ResourceNotFoundException, "UpdateTemplateSyncConfig", moved);
  await refusal(sdk.ResourceNotFoundException, "GetTemplateSyncStatus", { ...template, templateVersion: "1" });
});

test("repositories", async () => {
  const connectionArn = "arn:aws:codestar-connections:us-west-2:123456789012:connection/1111-2222";
  const names = ["LAB/a", "LAB/b", "LAB/c"];
  for (const name of names) await proton("CreateRepository", { name, provider, connectionArn });
  const { repository } = await proton("GetRepository", { name: "LAB/a", provider });
  assert.deepEqual(repository, { arn: `${account}:repository/bitbucket:LAB/a`, name: "LAB/a", provider, connectionArn });
  const listed = await collect(sdk.paginateListRepositories({ client, pageSize: 2 }, {}), "repositories");
  assert.deepEqual(listed.map((one) => one.name).filter((name) => name.startsWith("LAB/")), names);
  assert.deepEqual(listed.find((one) => one.name === "LAB/a"), repository);
  await proton("TagResource", { resourceArn: repository.arn, tags: [{ key: "team", value: "a" }] });
  const { tags } = await proton("ListTagsForResource", { resourceArn: repository.arn });
  assert.deepEqual(tags, [{ key: "team", value: "a" }]);
  const other = { name: "LAB/a", provider, connectionArn: `${connectionArn}3` };
  await refusal(sdk.ConflictException, "CreateRepository", other);
  await refusal(sdk.ValidationException, "CreateRepository", { name: "a/b", provider: "GITHUB", connectionArn });
  await refusal(sdk.AccessDeniedException, "DeleteRepository", { name: "LAB/a", provider }, viewer);
  assert.deepEqual((await proton("DeleteRepository", { name: "LAB/a", provider })).repository, repository);
  assert.equal((await proton("DeleteRepository", { name: "LAB/a", provider })).repository, undefined);
  await refusal(sdk.ResourceNotFoundException, "GetRepository", { name: "LAB/a", provider });
});

test("roles and signatures", async () => {
  assert.ok(Array.isArray((await proton("ListServiceTemplates", {}, viewer)).templates));
  const denied = await refusal(sdk.AccessDeniedException, "CreateServiceTemplate", { name: "x" }, viewer);
  assert.match(denied.message, /proton:CreateServiceTemplate/);
  const wrong = clientOf("BARYONOPERATOR:guessed");
  await assert.rejects(proton("ListServiceTemplates", {}, wrong), { name: "InvalidSignatureException" });
  const unknown = clientOf("AKIDEXAMPLE:x");
  await assert.rejects(proton("ListServiceTemplates", {}, unknown), { name: "UnrecognizedClientException" });
  const unsigned = clientOf("x:y", { signer: { sign: async (request) => request } });
  await assert.rejects(proton("ListServiceTemplates", {}, unsigned), { name: "MissingAuthenticationTokenException" });
});

test("account", async () => {
  assert.deepEqual((await proton("GetAccountSettings")).accountSettings, {});
  const { counts } = await proton("GetResourcesSummary");
  const listed = await collect(sdk.paginateListServiceTemplates({ client }, {}), "templates");
  assert.equal(counts.serviceTemplates.total, listed.length);
  assert.equal(counts.services.total, 0);
});

// What this registry carries out; all else of the 87 operations says that it does not.
const carriedOut = new RegExp(
  "^((Create|Get|Update|Delete)(Environment|Service)Template(Version)?|List(Environment|Service)Template(Version)?s|" +
    "(Create|Get|Update|Delete)TemplateSyncConfig|GetTemplateSyncStatus|(Create|Get|Delete)Repository|" +
    "ListRepositories|ListRepositorySyncDefinitions|GetRepositorySyncStatus|" +
    "(Tag|Untag)Resource|ListTagsForResource|GetAccountSettings|GetResourcesSummary)$",
);

test("every operation of the client is known to the server", async () => {
  const isCommand = (name) => /^[A-Z].*Command$/.test(name);
  const operations = Object.keys(sdk).filter(isCommand).map((name) => name.replace(/Command$/, ""));
  assert.equal(operations.length, 87);
  assert.equal(operations.filter((name) => carriedOut.test(name)).length, 36);
  for (const name of operations) {
    const error = await proton(name, {}).then(() => undefined, (refused) => refused);
    if (error !== undefined) assert.ok(error instanceof sdk.ValidationException, `${name}: ${error}`);
    const isAbsent = /is not part of this registry/.test(error?.message ?? "");
    assert.equal(isAbsent, !carriedOut.test(name), name);
  }
});
