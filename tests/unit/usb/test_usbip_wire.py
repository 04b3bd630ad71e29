import pytest

from v2xsdk.errors import DecodeError, EncodeError
from v2xsdk.transport.usb import usbip_wire as client
from v2xsdk_emulator.usb import usbip_wire as server
from v2xsdk_emulator.usb.bus import UsbBus
from v2xsdk_emulator.usb.loopback import plug


def test_submit_has_the_published_layout() -> None:
    header = client.submit(7, 0x10002, 0x81, 64, b"\x80\x06\x00\x01\x00\x00\x12\x00")
    words = [int.from_bytes(header[i : i + 4], "big") for i in range(0, 40, 4)]
    assert len(header) == 48
    assert words == [1, 7, 0x10002, 1, 1, 0, 64, 0, 0, 0]
    assert header[40:] == b"\x80\x06\x00\x01\x00\x00\x12\x00"


def test_unlink_names_its_target() -> None:
    header = client.unlink(9, 0x10002, 7)
    assert len(header) == 48
    assert header[20:24] == (7).to_bytes(4, "big")


def test_server_and_client_agree_on_the_device_list() -> None:
    bus = UsbBus()
    attached = plug(bus)
    reply = server.list_reply(bus.attached())
    assert client.parse_operation(reply[:8], client.REPLY_LIST) == 0
    assert client.parse_count(reply[8:12]) == 1
    listed = client.parse_device(reply[12:324])
    assert (listed.busid, listed.bus_number, listed.device_number) == ("1-1", 1, attached.address)
    assert (listed.vendor_id, listed.product_id, listed.interfaces) == (0x1209, 1, 1)
    assert client.parse_interface_classes(reply[324:]) == ((0xFF, 0x5A, 1),)


def test_returns_are_read_back() -> None:
    assert client.parse_return(server.submit_return(5, -32, 0)) == (3, 5, -32, 0)
    assert client.parse_return(server.unlink_return(6, -104)) == (4, 6, -104, 0)


@pytest.mark.parametrize("header", [bytes(48), server.submit_return(1, 0, -1)])
def test_bad_return_is_a_decode_error(header: bytes) -> None:
    with pytest.raises(DecodeError):
        client.parse_return(header)


def test_absurd_list_is_a_decode_error() -> None:
    with pytest.raises(DecodeError, match="4294967295 devices"):
        client.parse_count(b"\xff\xff\xff\xff")


def test_answer_to_another_question_is_a_decode_error() -> None:
    with pytest.raises(DecodeError, match="0x0003"):
        client.parse_operation(server.operation(5), client.REPLY_IMPORT)


@pytest.mark.parametrize("busid", ["", "x" * 32, "a\0b"])
def test_impossible_bus_id_is_an_encode_error(busid: str) -> None:
    with pytest.raises(EncodeError):
        client.import_request(busid)
