"""PLACEHOLDER"""
from dataclasses import dataclass
@dataclass(frozen=True)
class Rules: pass
DEFAULT_RULES = Rules()
