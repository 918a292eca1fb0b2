#!/usr/bin/env python3
"""The CloudFormation stack of deploy/aws: checked by AWS's validator, by the AWS CDK, and for what a security team asks."""
from __future__ import annotations

import itertools
import json
import os
import re
import subprocess
import unittest
from functools import cache
from pathlib import Path
from typing import Any

from support.npm import node_modules
from support.stack import Stack

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "deploy/aws/template.yaml"
EXAMPLE = ROOT / "deploy/aws/parameters.example.json"
CHECKS = Path(__file__).resolve().parent / "cloudformation"

GIVEN = {
    "BitbucketServerUrl": "https://git.example.com:7990/bitbucket",
    "BitbucketSecret": "webhook secret",
    "BitbucketToken": "a token",
    "S3RepositoryBucketName": "example-templates",
    "S3BucketLambda": "example-artifacts",
    "S3KeyLambda": "baryon-lambda-x86_64.zip",
    "RegistryUrl": "proton+https://baryon.example.com",
}
GATEWAY = {"EndpointType": "API Gateway"}
BALANCER = {
    "EndpointType": "Application Load Balancer",
    "LBCIDR": "10.20.0.0/16",
    "LBSubnets": "subnet-1,subnet-2",
    "LBSSLCertificateArn": "arn:aws:acm:eu-west-1:123456789012:certificate/1",
    "VPCID": "vpc-1",
}
VPC = {"VPCID": "vpc-1", "LambdaSubnets": "subnet-1,subnet-2"}
PROXY = {"WebProxyHost": "proxy.example.com", "WebProxyPort": "3128"}
DIRECT = {"LambdaMode": "direct"}
KMS = {"BucketEncryption": "aws:kms"}
ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:"
SECRETS = {"BitbucketSecretArn": ARN + "webhook", "BitbucketTokenArn": ARN + "token", "RegistrySecretArn": ARN + "registry"}
MISSION = {
    "BitbucketSecret", "BitbucketServerUrl", "BitbucketToken", "EndpointType", "LambdaSubnets", "VPCID", "LBCIDR", "LBSubnets",
    "LBSSLCertificateArn", "S3RepositoryBucketName", "S3BucketLambda", "S3KeyLambda", "WebProxyHost", "WebProxyPort",
}

# The validator takes blank defaults of parameters for values, where conditions see to it that they are not used.
BLANK_DEFAULTS = {
    ("F3031", "'' does not match pattern '^subnet-[0-9a-z]*$'"),
    ("E1154", "'' does not match format 'AWS::EC2::Subnet.Id'"),
    ("E3680", "Application load balancer requires at least 2 subnets"),
}


def run_node(script: str) -> str:
    modules = node_modules(CHECKS)  # skips where there is no npm
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
    if int(version.removeprefix("v").split(".")[0]) < 20:
        raise unittest.SkipTest("the checkers need Node.js 20")
    environment = os.environ | {"NODE_PATH": str(modules), "HOME": "/tmp", "CDK_DISABLE_VERSION_CHECK": "1"}
    command = ["node", str(CHECKS / script), str(TEMPLATE)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600)
    if done.returncode != 0:
        raise AssertionError(f"{script} failed:\n{done.stderr[-3000:]}")
    return done.stdout


@cache
def template() -> dict[str, Any]:
    """As the AWS CDK reads it."""
    return json.loads(run_node("include.cjs").strip().splitlines()[-1])


def stack(*choices: dict[str, str]) -> Stack:
    parameters = dict(GIVEN)
    for choice in choices:
        parameters |= choice
    return Stack(template(), parameters)


def all_stacks() -> list[Stack]:
    """Every combination of what changes the resources."""
    pairs = [(GATEWAY, BALANCER), ({}, VPC), ({}, PROXY), ({}, DIRECT), ({}, KMS), ({}, SECRETS)]
    return [stack(*choices) for choices in itertools.product(*pairs)]


def texts(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


class CheckersTest(unittest.TestCase):
    def test_validator_of_aws_finds_no_fault(self) -> None:
        found = json.loads(run_node("validate.cjs"))
        self.assertTrue(found, "it always has something to note")
        faults = {(d["ruleId"], d["message"]) for d in found if d["severity"] not in ("INFO", "WARN")}
        self.assertLessEqual(faults, BLANK_DEFAULTS)

    def test_cdk_reads_every_resource(self) -> None:
        names = set(re.findall(r"^  ([A-Za-z0-9]+):\n    Type: AWS::", TEMPLATE.read_text(), re.MULTILINE))
        self.assertEqual(set(template()["Resources"]), names)


class ParametersTest(unittest.TestCase):
    def test_every_parameter_of_the_deployment_is_there(self) -> None:
        self.assertLessEqual(MISSION, set(template()["Parameters"]))

    def test_secrets_are_never_shown(self) -> None:
        for name in ("BitbucketSecret", "BitbucketToken", "RegistryUrl", "DatabaseUrl"):
            self.assertTrue(template()["Parameters"][name]["NoEcho"], name)

    def test_example_gives_parameters_that_exist(self) -> None:
        example = {entry["ParameterKey"]: entry["ParameterValue"] for entry in json.loads(EXAMPLE.read_text())}
        self.assertLessEqual(MISSION - set(example), {"BitbucketSecret", "BitbucketToken"}, "those lie in Secrets Manager")
        Stack(template(), example)
        for name, value in example.items():
            pattern = template()["Parameters"][name].get("AllowedPattern")
            if pattern:
                self.assertRegex(value, f"^(?:{pattern})$", name)

    def test_every_parameter_is_used(self) -> None:
        used = set().union(*(one.used for one in all_stacks()))
        for name in template()["Parameters"]:
            if name not in used:
                self.assertTrue(f"!Ref {name}" in TEMPLATE.read_text(), name)


class ResourcesTest(unittest.TestCase):
    def test_every_combination_refers_to_what_is_there(self) -> None:
        self.assertEqual(len(all_stacks()), 64)  # a reference to a resource that is not there fails

    def test_endpoint_is_the_one_that_was_chosen(self) -> None:
        gateway, balancer = stack(GATEWAY), stack(BALANCER)
        self.assertTrue(gateway.of_type("AWS::ApiGatewayV2::Api"))
        self.assertFalse(gateway.of_type("AWS::ElasticLoadBalancingV2::LoadBalancer"))
        self.assertRegex(gateway.outputs["WebhookUrl"], r"^https://.*execute-api.*/webhooks/bitbucket$")
        self.assertFalse(balancer.of_type("AWS::ApiGatewayV2::Api"))
        self.assertTrue(balancer.of_type("AWS::ElasticLoadBalancingV2::LoadBalancer"))
        self.assertEqual(balancer.outputs["WebhookUrl"], "https://LoadBalancer.DNSName/webhooks/bitbucket")

    def test_bucket_is_private_versioned_and_encrypted(self) -> None:
        for one in all_stacks():
            bucket = one.properties("RepositoryBucket")
            self.assertEqual(bucket["BucketName"], "example-templates")
            self.assertEqual(bucket["VersioningConfiguration"], {"Status": "Enabled"})
            self.assertEqual(set(bucket["PublicAccessBlockConfiguration"].values()), {True})
            self.assertEqual(len(bucket["PublicAccessBlockConfiguration"]), 4)
            rule, = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
            chosen = rule["ServerSideEncryptionByDefault"]
            self.assertEqual(chosen["SSEAlgorithm"], one.parameters["BucketEncryption"])
            self.assertEqual(chosen.get("KMSMasterKeyID"), "Key.Arn" if chosen["SSEAlgorithm"] == "aws:kms" else None)
            self.assertTrue(bucket["LifecycleConfiguration"]["Rules"])
            self.assertEqual(one.resources["RepositoryBucket"]["DeletionPolicy"], "Retain")

    def test_bucket_and_queues_refuse_plain_http(self) -> None:
        one = stack()
        policies = [one.properties(name)["PolicyDocument"]["Statement"][0]
                    for name in ("RepositoryBucketPolicy", "DeliveryQueuePolicy", "DeadLetterQueuePolicy")]
        for statement in policies:
            self.assertEqual(statement["Effect"], "Deny")
            self.assertEqual(statement["Principal"], "*")
            self.assertEqual(statement["Condition"], {"Bool": {"aws:SecureTransport": "false"}})

    def test_notifications_are_wired_without_a_circle(self) -> None:
        one = stack()
        notified = one.properties("RepositoryBucket")["NotificationConfiguration"]["LambdaConfigurations"]
        self.assertEqual({entry["Event"] for entry in notified}, {"s3:ObjectCreated:*"})
        self.assertEqual({entry["Function"] for entry in notified}, {"RegisterFunction.Arn"})
        permission = one.properties("RegisterPermission")
        self.assertEqual(permission["SourceArn"], "arn:aws:s3:::example-templates")
        self.assertEqual(permission["SourceAccount"], "123456789012")
        self.assertIn("RegisterPermission", texts(one.resources["RepositoryBucket"]["DependsOn"]))
        for name in ("RegisterFunction", "RegisterRole", "RegisterPermission"):
            self.assertNotIn("REF(RepositoryBucket)", json.dumps(one.resources[name]), name)
            self.assertNotIn("RepositoryBucket.", json.dumps(one.resources[name]), name)

    def test_key_rotates_and_encrypts_variables_queues_and_logs(self) -> None:
        for one in all_stacks():
            self.assertTrue(one.properties("Key")["EnableKeyRotation"])
            for function in one.of_type("AWS::Lambda::Function").values():
                self.assertEqual(function["KmsKeyArn"], "Key.Arn")
            for queue in one.of_type("AWS::SQS::Queue").values():
                self.assertEqual(queue["KmsMasterKeyId"], "REF(Key)")
            for logs in one.of_type("AWS::Logs::LogGroup").values():
                self.assertEqual(logs["KmsKeyId"], "Key.Arn")
                self.assertEqual(str(logs["RetentionInDays"]), "90")

    def test_load_balancer_is_reached_by_tls_from_its_network_only(self) -> None:
        one = stack(BALANCER)
        self.assertEqual(one.properties("Listener")["Protocol"], "HTTPS")
        self.assertRegex(one.properties("Listener")["SslPolicy"], r"^ELBSecurityPolicy-TLS13-1-2-")
        ingress, = one.properties("LoadBalancerSecurityGroup")["SecurityGroupIngress"]
        self.assertEqual((ingress["CidrIp"], ingress["FromPort"], ingress["ToPort"]), ("10.20.0.0/16", 443, 443))
        self.assertEqual(len(one.of_type("AWS::ElasticLoadBalancingV2::Listener")), 1)

    def test_api_is_throttled_and_logs_no_bodies(self) -> None:
        stage = stack(GATEWAY).properties("ApiStage")
        self.assertGreater(int(stage["DefaultRouteSettings"]["ThrottlingRateLimit"]), 0)
        self.assertGreater(int(stage["DefaultRouteSettings"]["ThrottlingBurstLimit"]), 0)
        self.assertNotIn("body", stage["AccessLogSettings"]["Format"].lower())
        variables = stack(GATEWAY).properties("WebhookFunction")["Environment"]["Variables"]
        self.assertEqual(variables["BARYON_SERVER_MAX_BODY"], "5MiB")

    def test_failures_are_kept_and_noticed(self) -> None:
        one = stack({"AlarmEmail": "ops@example.com"})
        self.assertEqual(one.properties("DeliveryQueue")["RedrivePolicy"]["deadLetterTargetArn"], "DeadLetterQueue.Arn")
        self.assertEqual(one.properties("FetchFromQueue")["FunctionResponseTypes"], ["ReportBatchItemFailures"])
        self.assertEqual(one.properties("RegisterRetries")["DestinationConfig"]["OnFailure"]["Destination"], "DeadLetterQueue.Arn")
        for name, alarm in one.of_type("AWS::CloudWatch::Alarm").items():
            self.assertEqual(alarm["AlarmActions"], ["REF(AlarmTopic)"], name)
        self.assertEqual(one.properties("AlarmSubscription")["Endpoint"], "ops@example.com")
        worker = one.properties("FetchFunction")["Timeout"]
        self.assertGreaterEqual(one.properties("DeliveryQueue")["VisibilityTimeout"], 6 * worker)


class FunctionsTest(unittest.TestCase):
    def test_runs_on_the_custom_runtime(self) -> None:
        for one in (stack(), stack({"LambdaArchitecture": "arm64"})):
            for function in one.of_type("AWS::Lambda::Function").values():
                self.assertEqual(function["Runtime"], "provided.al2023")
                self.assertEqual(function["Architectures"], [one.parameters["LambdaArchitecture"]])
                self.assertEqual(function["Code"], {"S3Bucket": "example-artifacts", "S3Key": "baryon-lambda-x86_64.zip"})

    def test_each_has_a_role_of_its_own(self) -> None:
        for one in all_stacks():
            functions = one.of_type("AWS::Lambda::Function")
            roles = {function["Role"] for function in functions.values()}
            self.assertEqual(roles, {f"{name}.Arn" for name in one.of_type("AWS::IAM::Role")})
            self.assertEqual(len(roles), len(functions))
            for role in one.of_type("AWS::IAM::Role").values():
                self.assertNotIn("ManagedPolicyArns", role)

    def test_roles_name_their_resources(self) -> None:
        for one in all_stacks():
            for role in one.of_type("AWS::IAM::Role"):
                for statement in one.statements(role):
                    actions = texts(statement["Action"])
                    self.assertFalse([action for action in actions if "*" in action], statement)
                    if all(action.startswith("ec2:") for action in actions):
                        continue  # network interfaces have no names before they exist
                    self.assertNotIn("*", texts(statement["Resource"]), statement)
                    self.assertEqual(statement["Effect"], "Allow")

    def actions(self, one: Stack, role: str) -> set[str]:
        return {action for statement in one.statements(role) for action in texts(statement["Action"])}

    def test_queued_webhooks_reach_neither_bucket_nor_token(self) -> None:
        one = stack(SECRETS)
        self.assertEqual(
            self.actions(one, "WebhookRole"),
            {"logs:CreateLogStream", "logs:PutLogEvents", "kms:Decrypt", "kms:GenerateDataKey", "sqs:SendMessage",
             "secretsmanager:GetSecretValue"},
        )
        secrets = [s["Resource"] for s in one.statements("WebhookRole") if s["Action"] == "secretsmanager:GetSecretValue"]
        self.assertEqual(secrets, [SECRETS["BitbucketSecretArn"]])
        variables = one.properties("WebhookFunction")["Environment"]["Variables"]
        self.assertFalse({"BITBUCKET_TOKEN", "S3BUCKET"} & set(variables))

    def test_direct_webhooks_need_no_queue(self) -> None:
        one = stack(DIRECT)
        self.assertEqual(set(one.of_type("AWS::Lambda::Function")), {"WebhookFunction", "RegisterFunction"})
        self.assertIn("s3:PutObject", self.actions(one, "WebhookRole"))
        self.assertNotIn("sqs:SendMessage", self.actions(one, "WebhookRole"))
        variables = one.properties("WebhookFunction")["Environment"]["Variables"]
        self.assertNotIn("BARYON_LAMBDA_QUEUE_URL", variables)
        self.assertEqual(variables["BITBUCKET_TOKEN"], "a token")

    def test_registering_function_knows_nothing_of_bitbucket(self) -> None:
        variables = stack(SECRETS).properties("RegisterFunction")["Environment"]["Variables"]
        self.assertFalse([name for name in variables if name.startswith("BITBUCKET")])

    def test_registry_is_a_server_or_a_database(self) -> None:
        def variables(*choices: dict[str, str]) -> dict[str, str]:
            return stack(*choices).properties("RegisterFunction")["Environment"]["Variables"]

        self.assertEqual(variables()["BARYON_REGISTRY_URL"], GIVEN["RegistryUrl"])
        self.assertNotIn("BARYON_DATABASE", variables())
        database = variables({"RegistryUrl": "", "DatabaseUrl": "postgresql://db/baryon"})
        self.assertEqual(database["BARYON_DATABASE"], "postgresql://db/baryon")
        self.assertNotIn("BARYON_REGISTRY_URL", database)

    def test_secrets_are_named_in_place_of_given(self) -> None:
        one = stack(SECRETS)
        text = json.dumps(one.resources)
        self.assertNotIn("webhook secret", text)
        self.assertNotIn("a token", text)
        self.assertEqual(
            one.properties("WebhookFunction")["Environment"]["Variables"]["BITBUCKET_SECRET"],
            "secretsmanager:" + SECRETS["BitbucketSecretArn"],
        )

    def test_network_and_proxy_are_those_that_were_given(self) -> None:
        for function in stack(VPC, PROXY).of_type("AWS::Lambda::Function").values():
            self.assertEqual(function["VpcConfig"]["SubnetIds"], ["subnet-1", "subnet-2"])
        fetch = stack(PROXY).properties("FetchFunction")
        self.assertNotIn("VpcConfig", fetch)
        self.assertEqual(fetch["Environment"]["Variables"]["WEBPROXY_HOST"], "proxy.example.com")
        self.assertEqual(fetch["Environment"]["Variables"]["WEBPROXY_PORT"], "3128")
        self.assertNotIn("WEBPROXY_HOST", stack().properties("FetchFunction")["Environment"]["Variables"])

    def test_names_of_variables_are_those_that_the_program_reads(self) -> None:
        reference = (ROOT / "docs/configuration.md").read_text()
        of_the_sample = {"WEBPROXY_HOST", "WEBPROXY_PORT", "S3BUCKET", "KEEP_VERSIONS", "PROTON_ENV_TEMPLATE", "PROTON_SVC_TEMPLATE"}
        for one in all_stacks():
            for function in one.of_type("AWS::Lambda::Function").values():
                for name in set(function["Environment"]["Variables"]) - of_the_sample:
                    self.assertTrue(f"`{name}`" in reference, name)


if __name__ == "__main__":
    unittest.main()
