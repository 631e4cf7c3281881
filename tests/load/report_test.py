"""Tests that growing memory is noticed."""

import unittest

from report import MEBIBYTE, Stage


def stage(seconds, size):
    """A stage with these samples of memory: seconds and MiB."""
    return Stage("", seconds=seconds, memory=[(at, size(at) * MEBIBYTE) for at in range(seconds + 1)])


class Growing(unittest.TestCase):
    def test_what_is_filled_at_first_and_then_stays_is_no_growth(self):
        self.assertFalse(stage(600, lambda at: 20 + min(at, 150) / 10).grows())

    def test_what_goes_up_and_down_is_no_growth(self):
        self.assertFalse(stage(600, lambda at: 30 + at % 7).grows())

    def test_what_never_stops_is(self):
        self.assertTrue(stage(600, lambda at: 30 + at / 150).grows())

    def test_a_short_run_does_not_tell(self):
        self.assertFalse(stage(30, lambda at: 30 + at).grows())


if __name__ == "__main__":
    unittest.main()
