"""Who resumes a session: the -20 binding of a session id to the vehicle certificate ([V2G20-2550], [V2G20-2630])."""

from __future__ import annotations

import hashlib


def vehicle_proof(session_id: bytes, leaf_der: bytes | None) -> bytes | None:
    """Return SHA-512(session id, SHA-512(leaf)); ``None`` without a certificate, where nothing can be resumed."""
    if leaf_der is None:
        return None
    return hashlib.sha512(session_id + hashlib.sha512(leaf_der).digest()).digest()
