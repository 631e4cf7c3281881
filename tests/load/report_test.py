"""Tests that growing memory is detected."""

import unittest

from report import MEBIBYTE, Stage


def stage(seconds, size):
    """Returns a stage with these samples of memory in MiB."""
    return Stage("", seconds=seconds, memory=[(at, size(at) * MEBIBYTE) for at in range(seconds + 1)])


class Growing(unittest.TestCase):
    def test_filling_caches_are_no_growth(self):
        self.assertFalse(stage(600, lambda at: 20 + min(at, 150) / 10).grows())

    def test_fluctuation_is_no_growth(self):
        self.assertFalse(stage(600, lambda at: 30 + at % 7).grows())

    def test_a_steady_rise_is_growth(self):
        self.assertTrue(stage(600, lambda at: 30 + at / 150).grows())

    def test_a_short_run_shows_no_growth(self):
        self.assertFalse(stage(30, lambda at: 30 + at).grows())


if __name__ == "__main__":
    unittest.main()
