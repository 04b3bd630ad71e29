"""The compiled engine joined to its pure-Python twin, which judges whatever is unusual."""

from __future__ import annotations

from v2xsdk._native import frames
from v2xsdk.protocol.can.batch import BatchPlan, ReferenceBatch
from v2xsdk.protocol.can.compiled import CompiledTable
from v2xsdk.protocol.can.convert import to_value
from v2xsdk.protocol.can.reference import ReferenceEngine


class FrameEngine(frames.NativeEngine):
    """Executes a compiled table without Python in the way of an ordinary frame."""

    def __init__(self, compiled: CompiledTable) -> None:
        self.compiled = compiled
        self.twin = ReferenceEngine(compiled)
        super().__init__(compiled, self.twin, to_value)


class FrameBatch(frames.NativeBatch):
    """Executes a batch plan; the GIL is free meanwhile."""

    def __init__(self, engine: FrameEngine, plan: BatchPlan) -> None:
        super().__init__(engine, plan, ReferenceBatch(engine.twin, plan))
