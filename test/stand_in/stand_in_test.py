#!/usr/bin/env python3
"""Runs the stand-in's own tests: python3 test/stand_in/stand_in_test.py [-v] [-k PATTERN]"""
from __future__ import annotations

import unittest
from pathlib import Path


def load_tests(loader: unittest.TestLoader, tests: unittest.TestSuite, pattern: str | None) -> unittest.TestSuite:
    return loader.discover(str(Path(__file__).with_name("tests")), pattern="*_test.py")


if __name__ == "__main__":
    unittest.main()
