"""Every table of the house: what is decoded can be sent, and says the same again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from v2xsdk.drivers.frame_tables import FRAME_TABLES, load_table
from v2xsdk.errors import EncodeError
from v2xsdk.protocol.can.codec import FrameCodec

CODECS = {name: FrameCodec(load_table(name)) for name in FRAME_TABLES}


@pytest.mark.parametrize("protocol", FRAME_TABLES)
@given(data=st.data())
def test_decoded_values_encode_again(protocol: str, data: st.DataObject) -> None:
    codec = CODECS[protocol]
    message = data.draw(st.sampled_from(codec.compiled.messages))
    can_id = data.draw(st.integers(0, 0x1FFF_FFFF))
    can_id = (can_id & ~message.head_mask | message.head) & 0x1FFF_FFFF
    word = data.draw(st.integers(0, 2**64 - 1)) & ~message.word_mask | message.word
    payload = word.to_bytes(8, "big")[: message.length]
    decoded = codec.decode(can_id, payload, None, codec.table.extended)
    if None in decoded.values.values() or any("�" in str(one) for one in decoded.values.values()):
        return
    try:
        again_id, again = codec.encode(decoded.message, decoded.values)
    except EncodeError as error:
        # The far end may report what the protocol forbids to order.
        assert "outside its range" in str(error)
        return
    assert codec.decode(again_id, again, decoded.direction or None, codec.table.extended) == decoded
    assert codec.message_for(decoded.values, decoded.direction)


@pytest.mark.parametrize("protocol", FRAME_TABLES)
@given(can_id=st.integers(0, 0x1FFF_FFFF), payload=st.binary(max_size=8))
def test_any_frame_is_matched_or_not_but_never_crashes(protocol: str, can_id: int, payload: bytes) -> None:
    codec = CODECS[protocol]
    name = codec.match(can_id, payload)
    assert name is None or name in {message.name for message in codec.compiled.messages}
