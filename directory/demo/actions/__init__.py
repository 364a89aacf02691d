"""Writes of the demo: everything it loads, and its removal."""

from directory.demo.actions.load import Progress, load
from directory.demo.actions.wipe import wipe

__all__ = ["Progress", "load", "wipe"]
