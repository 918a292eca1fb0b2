"""A CloudFormation template as it is for certain values of its parameters."""
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

NOTHING = object()
PSEUDO = {
    "AWS::AccountId": "123456789012",
    "AWS::Partition": "aws",
    "AWS::Region": "eu-west-1",
    "AWS::StackName": "baryon",
    "AWS::URLSuffix": "amazonaws.com",
    "AWS::NoValue": NOTHING,
}


class Stack:
    """The resources whose conditions hold, with every reference made to `REF(name)` or `name.Attribute`."""

    def __init__(self, template: Mapping[str, Any], parameters: Mapping[str, str]):
        self._template = template
        unknown = set(parameters) - set(template["Parameters"])
        if unknown:
            raise AssertionError(f"no such parameters: {unknown}")
        self.parameters = {}
        for name, parameter in template["Parameters"].items():
            value = parameters.get(name, parameter.get("Default"))
            if value is None:
                raise AssertionError(f"{name} has no value")
            is_list = parameter["Type"] == "CommaDelimitedList"
            self.parameters[name] = str(value).split(",") if is_list else str(value)
        self.used: set[str] = set()
        active = [name for name, entry in template["Resources"].items() if self._holds(entry.get("Condition"))]
        self._active = set(active)
        self.resources = {name: self.resolve(template["Resources"][name]) for name in active}
        self.outputs = {
            name: self.resolve(output["Value"])
            for name, output in template["Outputs"].items()
            if self._holds(output.get("Condition"))
        }

    def of_type(self, kind: str) -> dict[str, dict[str, Any]]:
        """Properties by logical name."""
        return {name: entry["Properties"] for name, entry in self.resources.items() if entry["Type"] == kind}

    def properties(self, name: str) -> dict[str, Any]:
        return self.resources[name]["Properties"]

    def statements(self, role: str) -> Iterator[dict[str, Any]]:
        """What a role may do, by its own policies and those that are attached to it."""
        for policy in self.properties(role).get("Policies", []):
            yield from policy["PolicyDocument"]["Statement"]
        for policy in self.of_type("AWS::IAM::Policy").values():
            if f"REF({role})" in policy["Roles"]:
                yield from policy["PolicyDocument"]["Statement"]

    def resolve(self, value: Any) -> Any:
        if isinstance(value, list):
            return [item for item in map(self.resolve, value) if item is not NOTHING]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            (function, argument), = value.items()
            if function == "Ref":
                return self._reference(argument)
            if function == "Fn::GetAtt":
                name, attribute = argument if isinstance(argument, list) else argument.split(".", 1)
                return f"{self._existing(name)}.{attribute}"
            if function == "Fn::If":
                return self.resolve(argument[1] if self._holds(argument[0]) else argument[2])
            if function == "Fn::Sub":
                return re.sub(r"\$\{([^}]+)\}", lambda found: str(self._reference(found[1])), argument)
            if function == "Fn::Join":
                return argument[0].join(self.resolve(argument[1]))
            if function.startswith("Fn::") and function not in ("Fn::Equals", "Fn::Not", "Fn::And"):
                raise AssertionError(f"{function} is not known here")
        resolved = {name: self.resolve(item) for name, item in value.items()}
        return {name: item for name, item in resolved.items() if item is not NOTHING}

    def _reference(self, name: str) -> Any:
        if name in self.parameters:
            self.used.add(name)
            return self.parameters[name]
        if name in PSEUDO:
            return PSEUDO[name]
        if "." in name:
            return f"{self._existing(name.split('.')[0])}.{name.split('.', 1)[1]}"
        return f"REF({self._existing(name)})"

    def _existing(self, name: str) -> str:
        if name not in self._active:
            raise AssertionError(f"reference to {name}, which is not there with these parameters")
        return name

    def _holds(self, condition: str | None) -> bool:
        return condition is None or self._truth(self._template["Conditions"][condition])

    def _truth(self, expression: Any) -> bool:
        (function, argument), = expression.items()
        if function == "Condition":
            return self._holds(argument)
        if function == "Fn::Not":
            return not self._truth(argument[0])
        if function == "Fn::And":
            return all(map(self._truth, argument))
        if function == "Fn::Equals":
            return self.resolve(argument[0]) == self.resolve(argument[1])
        raise AssertionError(f"{function} is not known here")
