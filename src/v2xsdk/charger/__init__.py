"""What an integrator opens: a charger, its orders, its streams."""

from v2xsdk.charger.charger import Charger
from v2xsdk.charger.discovery import Found, discover
from v2xsdk.charger.listener import listen
from v2xsdk.charger.opening import Opening, open
from v2xsdk.charger.order import Order
from v2xsdk.charger.settings import ChargerSettings

__all__ = ["Charger", "ChargerSettings", "Found", "Opening", "Order", "discover", "listen", "open"]
