"""The error tree: one root, each error also the builtin it resembles.

::

    V2xError
    ├── UrlError, ConfigError          (ValueError)       what the user wrote cannot be used
    ├── LimitError                     (ValueError)       a number outside what is allowed
    ├── DriverNotFound                 (LookupError)      no such driver, transport or link
    ├── PluginError                    (ImportError)      a plug-in is broken or of another SPI
    ├── WrongLoop, Closed              (RuntimeError)     used from another loop, or after close()
    ├── NotArmed                       (PermissionError)  energising real hardware was not asked for
    ├── BusBusy                        (PermissionError)  another process or controller owns the bus
    ├── ProtocolError                  (ValueError)
    │   ├── DecodeError                                   bytes that are not what they should be
    │   ├── EncodeError                                   a value that the wire format cannot carry
    │   └── DeviceRefused                                 the device answered "no"
    │       ├── AccessDenied           (PermissionError)  ... until this tool has proven its rights
    │       ├── NotNow                                    ... in its present state (energised, busy, too hot)
    │       ├── NotOffered                                ... for good, or in this diagnostic session
    │       └── EndpointStalled                           ... by a USB STALL, without a reason
    ├── TransportError                 (OSError)
    │   ├── LinkLost                   (ConnectionError)  the wire or the device at its far end is gone
    │   ├── NoPrivilege                (PermissionError)  the operating system does not allow it
    │   ├── BusOff                                        the CAN controller left the bus
    │   ├── TransferOverflow                              a USB device sent more than was asked for
    │   └── TxOverflow                                    the bounded send queue is full
    ├── DeviceTimeout                  (TimeoutError)     no answer in time
    ├── OrderRefused                   (RuntimeError)     an order that will not take effect
    ├── OutputNotConfirmed             (RuntimeError)     "off" was sent, but the unit did not say so
    └── EmulatorError                  (RuntimeError)     the emulator child could not start or died
"""

from __future__ import annotations


class V2xError(Exception):
    """Root of all errors raised by this SDK."""


class UrlError(V2xError, ValueError):
    """A charger URL that cannot be understood; the text says which part and what is expected."""


class ConfigError(V2xError, ValueError):
    """A configuration (TOML, options) with a wrong key, unit or value."""


class LimitError(V2xError, ValueError):
    """A number outside its allowed range (power, expiry, voltage window)."""


class DriverNotFound(V2xError, LookupError):
    """No driver, transport or vehicle link of that name; near matches are in the text."""


class PluginError(V2xError, ImportError):
    """A plug-in that cannot be imported, has the wrong type, or was built for another SPI."""


class WrongLoop(V2xError, RuntimeError):
    """An object bound to one event loop was used from another."""


class Closed(V2xError, RuntimeError):
    """The object was closed."""


class NotArmed(V2xError, PermissionError):
    """An operation that energises or disturbs real hardware needs an explicit permission."""


class BusBusy(V2xError, PermissionError):
    """Another process owns the interface, or a second controller talks on the bus."""


class ProtocolError(V2xError, ValueError):
    """A peer or a caller broke the rules of a wire protocol."""


class DecodeError(ProtocolError):
    """Bytes that do not follow the wire format.

    Where the decoder knows them: ``position`` is the bit at which it stopped, ``path`` the element it was in,
    ``expected`` what should have stood there.
    """

    def __init__(self, message: str, *, position: int | None = None, path: str = "", expected: str = "") -> None:
        super().__init__(message)
        self.position = position
        self.path = path
        self.expected = expected


class EncodeError(ProtocolError):
    """A value that the wire format cannot carry; ``path`` is the element that holds it, where known."""

    def __init__(self, message: str, *, path: str = "") -> None:
        super().__init__(message)
        self.path = path


class DeviceRefused(ProtocolError):
    """The device answered with an error code.

    ``code`` is the device's own number, as documented by its vendor.
    """

    def __init__(self, message: str, *, code: int | None = None) -> None:
        super().__init__(message)
        self.code = code


class AccessDenied(DeviceRefused, PermissionError):
    """The device wants proof of rights first: a key, a certificate, or a wait after wrong ones."""


class NotNow(DeviceRefused):
    """The device's present state does not allow it; later it may."""


class NotOffered(DeviceRefused):
    """The device does not have this, or not in its present diagnostic session."""


class EndpointStalled(DeviceRefused):
    """A USB endpoint answered STALL: "no", without a reason.

    Endpoint 0 takes the next request; any other is halted until the host clears it.
    """


class TransportError(V2xError, OSError):
    """Input or output failed on a transport."""


class LinkLost(TransportError, ConnectionError):
    """The wire, or the device at its far end, is gone."""


class NoPrivilege(TransportError, PermissionError):
    """The operating system does not let this process do that; the text says what would."""


class TransferOverflow(TransportError):
    """A USB device sent more than there was room for; what came is lost."""


class BusOff(TransportError):
    """The CAN controller left the bus after too many errors."""


class TxOverflow(TransportError):
    """The bounded send queue is full; the frame was not queued."""


class DeviceTimeout(V2xError, TimeoutError):
    """A device did not answer in time."""


class OrderRefused(V2xError, RuntimeError):
    """An order ended without taking effect.

    ``reason`` is a :class:`v2xsdk.model.Reason` value, ``source`` names the part that caused it.
    """

    def __init__(self, message: str, *, reason: str, source: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.source = source


class OutputNotConfirmed(V2xError, RuntimeError):
    """Off was commanded, but the unit did not confirm it.

    ``may_deliver_s`` is how long the unit may still deliver by its own silence time-out,
    ``None`` where nothing is documented.
    """

    def __init__(self, message: str, *, may_deliver_s: float | None) -> None:
        super().__init__(message)
        self.may_deliver_s = may_deliver_s


class EmulatorError(V2xError, RuntimeError):
    """The emulator child process did not start, or died."""
