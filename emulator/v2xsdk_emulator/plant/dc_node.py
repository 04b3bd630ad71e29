"""Voltage and currents of the node that power modules and the battery share.

A rectifier is a current source that gives way at its voltage set-point; an inverter draws its current and
stops at its cut-off voltage. Both lose their whole current as the node's voltage rises past a threshold, so
one sorted walk finds the crossing with the battery's line, in constant-current and constant-voltage operation
alike.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

#: Thresholds closer than this share the constant-voltage current.
SAME_THRESHOLD_V = 1e-3


class Branch(msgspec.Struct, gc=False):
    """One converter at the node: ``sign`` +1 feeds the node, -1 draws from it.

    ``current_a`` is the magnitude it is ready to carry before solving, and the signed current it carries
    after.
    """

    threshold_v: float
    current_a: float
    sign: int


def solve(branches: Sequence[Branch], source_v: float, r_ohm: float) -> tuple[float, float]:
    """Return (node voltage in V, current into the battery in A), and set each branch's signed current.

    The battery is ``source_v`` behind ``r_ohm`` (above zero).
    """
    total_a = 0.0
    for branch in branches:
        if branch.sign > 0:
            total_a += branch.current_a
    pending = sorted((b for b in branches if b.current_a > 0), key=_threshold)
    passed = 0
    while passed < len(pending):
        threshold_v = pending[passed].threshold_v
        if source_v + r_ohm * total_a <= threshold_v:
            break
        group = _same_threshold(pending, passed)
        drop_a = sum(b.current_a for b in group)
        held_a = (threshold_v - source_v) / r_ohm
        passed += len(group)
        if total_a - drop_a <= held_a:
            _share(group, (held_a - (total_a - drop_a)) / drop_a)
            _settle(pending[passed:], below=True)
            return threshold_v, held_a
        _settle(group, below=False)
        total_a -= drop_a
    _settle(pending[passed:], below=True)
    return source_v + r_ohm * total_a, total_a


def _threshold(branch: Branch) -> float:
    return branch.threshold_v


def _same_threshold(pending: list[Branch], start: int) -> list[Branch]:
    limit_v = pending[start].threshold_v + SAME_THRESHOLD_V
    return [b for b in pending[start:] if b.threshold_v <= limit_v]


def _settle(group: Sequence[Branch], *, below: bool) -> None:
    """Set the signed current of branches; ``below``: the node lies below their threshold."""
    for branch in group:
        if branch.sign > 0:
            branch.current_a = branch.current_a if below else 0.0
        else:
            branch.current_a = 0.0 if below else -branch.current_a


def _share(group: Sequence[Branch], share: float) -> None:
    """Hold the threshold: feeding branches carry ``share`` of their current, drawing ones the rest."""
    for branch in group:
        part = share if branch.sign > 0 else share - 1.0
        branch.current_a *= part
