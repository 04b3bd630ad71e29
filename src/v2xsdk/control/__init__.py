"""Control decisions as pure functions and objects; `now` is an argument."""

from v2xsdk.control.command import Command
from v2xsdk.control.controller import Controller
from v2xsdk.control.limit_chain import SiteLoad
from v2xsdk.control.settings import ControlSettings
from v2xsdk.control.soc_filter import SocFilterRules
from v2xsdk.control.soc_guard import SocSettings

__all__ = ["Command", "ControlSettings", "Controller", "SiteLoad", "SocFilterRules", "SocSettings"]
