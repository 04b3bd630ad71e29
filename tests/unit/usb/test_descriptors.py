import pytest

from v2xsdk.errors import DecodeError
from v2xsdk.transport.usb import descriptors as parsed
from v2xsdk_emulator.usb import microsoft
from v2xsdk_emulator.usb.descriptors import (
    CONFIGURATION,
    INTERRUPT,
    STRING,
    DescriptorSet,
    DeviceSpec,
    EndpointSpec,
    InterfaceSpec,
)

BULK_PAIR = (EndpointSpec(0x81), EndpointSpec(0x02))
VENDOR = InterfaceSpec(0, 0xFF, 1, 2, endpoints=BULK_PAIR, name="diagnostics", extra=b"\x04\x24\xaa\xbb")
COMM = InterfaceSpec(1, 2, 2, 1, endpoints=(EndpointSpec(0x83, INTERRUPT, 16, 4),))
DATA = InterfaceSpec(2, 10, endpoints=(EndpointSpec(0x84), EndpointSpec(0x05)))


def encoded() -> bytes:
    spec = DeviceSpec(0x1209, 1, product="charger")
    found = DescriptorSet(spec, (VENDOR, COMM, DATA), (1, 2)).get(CONFIGURATION, 0)
    assert found is not None
    return found


def test_configuration_comes_back_as_it_was_described() -> None:
    configuration = parsed.parse_configuration(encoded())
    assert configuration.bNumInterfaces == 3
    vendor = configuration.interfaces[0][0]
    assert (vendor.bInterfaceClass, vendor.bInterfaceSubClass, vendor.bInterfaceProtocol) == (0xFF, 1, 2)
    assert [e.bEndpointAddress for e in vendor.endpoints] == [0x81, 0x02]
    assert vendor.extra_descriptors == [4, 0x24, 0xAA, 0xBB]
    interrupt = configuration.interfaces[1][0].endpoints[0]
    assert (interrupt.wMaxPacketSize, interrupt.bInterval, interrupt.bmAttributes) == (16, 4, 3)


def test_two_interface_function_is_announced_by_an_association() -> None:
    assert bytes((8, 0x0B, 1, 2, 2, 2, 1, 0)) in encoded()


def test_strings_are_shared_and_utf_16() -> None:
    found = DescriptorSet(DeviceSpec(1, 2, manufacturer="é", product="é"), (VENDOR,))
    assert found.get(STRING, 1) == b"\x04\x03\xe9\x00"
    assert found.get(STRING, 3) is None
    assert found.get(STRING, 0) == b"\x04\x03\x09\x04"


@pytest.mark.parametrize(
    ("offset", "value"),
    [
        (0, 8),  # configuration descriptor one byte short
        (1, 4),  # not a configuration
        (2, 8),  # total below the head itself
        (3, 0xFF),  # total beyond any reason
        (4, 7),  # more interfaces than there are
        (9, 0),  # a descriptor of length 0: endless loop for the naive
        (9, 1),
        (9, 255),  # points past the end
        (13, 5),  # more endpoints than there are
    ],
)
def test_lying_configuration_is_a_decode_error(offset: int, value: int) -> None:
    data = bytearray(encoded())
    data[offset] = value
    with pytest.raises(DecodeError, match="USB"):
        parsed.parse_configuration(bytes(data))


def test_truncated_configuration_is_a_decode_error_at_every_length() -> None:
    data = encoded()
    for size in range(len(data)):
        with pytest.raises(DecodeError):
            parsed.parse_configuration(data[:size])


@pytest.mark.parametrize("data", [b"", b"\x12\x01", bytes(18), b"\x12\x02" + bytes(16)])
def test_bad_device_descriptor_is_a_decode_error(data: bytes) -> None:
    with pytest.raises(DecodeError, match="device descriptor"):
        parsed.parse_device(data)


def test_microsoft_descriptor_set_lengths_agree() -> None:
    found = microsoft.descriptor_set(0, "6bb4c0c6-98ee-4c3f-a12b-9f8f1f9d2a10")
    assert int.from_bytes(found[8:10], "little") == len(found)
    assert b"WINUSB\0\0" in found
    bos = microsoft.bos(len(found), 0x20)
    assert int.from_bytes(bos[2:4], "little") == len(bos)
    assert bos[9:25].hex() == "df60ddd88945c74c9cd2659d9e648a9f"
    assert bos[-4:] == len(found).to_bytes(2, "little") + b"\x20\x00"
