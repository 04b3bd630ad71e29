"""Command-line options of the emulator process."""

from __future__ import annotations

import argparse
from pathlib import Path

from v2xsdk.errors import ConfigError
from v2xsdk_emulator.devices.infypower_beg.params import BegParams
from v2xsdk_emulator.faults import SABOTAGES
from v2xsdk_emulator.plant.vehicles import VEHICLES
from v2xsdk_emulator.rig import RigOptions


def parser() -> argparse.ArgumentParser:
    """Return the parser; its defaults are those of the library."""
    rig = RigOptions()
    root = argparse.ArgumentParser(
        prog="v2x-emulator",
        description="A bidirectional charger of BEG modules and a vehicle, at the far end of real wires. "
        "Prints one JSON line when ready, takes JSON commands on standard input and ends with it.",
    )
    plant = root.add_argument_group("plant")
    plant.add_argument("--vehicle", choices=list(VEHICLES), default=rig.vehicle)
    plant.add_argument("--soc", type=float, default=rig.soc_percent, metavar="PERCENT")
    plant.add_argument("--temperature", type=float, default=rig.temperature_c, metavar="C")
    plant.add_argument("--house-load", type=float, default=0.0, metavar="W")
    plant.add_argument("--time-scale", type=float, default=1.0, help="plant seconds per second; wires stay real")
    plant.add_argument("--seed", type=int, default=rig.seed)
    _add_modules(root)
    _add_doors(root)
    return root


def _add_modules(root: argparse.ArgumentParser) -> None:
    rig, beg = RigOptions(), BegParams()
    modules = root.add_argument_group("power modules")
    modules.add_argument("--modules", type=int, default=rig.modules, metavar="N")
    modules.add_argument(
        "--module-power",
        type=_powers,
        default=(beg.rated_w,),
        metavar="W[,W...]",
        help="rated power; of several the last goes for all further modules",
    )
    modules.add_argument("--group", type=int, default=rig.group)
    modules.add_argument("--silence-timeout", type=float, default=beg.silence_timeout_s, metavar="S")
    modules.add_argument("--walk-in", type=float, default=beg.walk_in_s, metavar="S", help="0 switches it off")
    modules.add_argument("--direction-change", type=float, default=beg.direction_change_s, metavar="S")
    modules.add_argument(
        "--allow-mode-change-while-on", action="store_true", help="instead of refusing it with error 2"
    )
    modules.add_argument("--sabotage", choices=SABOTAGES)


def _add_doors(root: argparse.ArgumentParser) -> None:
    doors = root.add_argument_group("doors")
    doors.add_argument("--dir", type=Path, help="private directory for sockets, made if absent")
    link = doors.add_mutually_exclusive_group()
    link.add_argument("--v2xlink", action="store_true", help="records over AF_UNIX in --dir (the default)")
    link.add_argument("--tcp", action="store_true", help="records over TCP instead")
    doors.add_argument("--socketcand", type=int, metavar="PORT", help="power bus for socketcand; 0: a free port")
    doors.add_argument(
        "--usbip", type=int, metavar="PORT", help="both buses as candleLight USB adapters, over USB/IP; 0 picks a port"
    )
    doors.add_argument("--slcan", type=Path, metavar="PATH", help="power bus for slcan; link to the terminal")
    doors.add_argument("--vcan", metavar="IF", help="power bus on a kernel CAN interface")
    doors.add_argument(
        "--bind",
        default="127.0.0.1",
        metavar="ADDRESS",
        help="address of TCP doors; any other than loopback exposes unauthenticated power control",
    )
    doors.add_argument("--no-pacing", action="store_true", help="let frames pass faster than the bit rate")
    doors.add_argument("--log", type=Path, metavar="FILE", help="log of truth, JSON lines")
    doors.add_argument("--child", action="store_true", help="started by another programme: ignore SIGINT")


def rig_options(args: argparse.Namespace) -> RigOptions:
    """Return the rig that ``args`` ask for. Raises :class:`ConfigError` for impossible values."""
    if not args.silence_timeout > 0:
        raise ConfigError("--silence-timeout must be above zero")
    for name in ("walk_in", "direction_change"):
        if not getattr(args, name) >= 0:
            raise ConfigError(f"--{name.replace('_', '-')} must not be negative")
    options = RigOptions(
        vehicle=args.vehicle,
        soc_percent=args.soc,
        temperature_c=args.temperature,
        modules=args.modules,
        group=args.group,
        beg=_beg_params(args),
        module_powers_w=args.module_power,
        time_scale=args.time_scale,
        seed=args.seed,
        house_load_w=args.house_load,
        pacing=not args.no_pacing,
        sabotage=args.sabotage,
        log=args.log,
    )
    options.check()
    return options


def _powers(text: str) -> tuple[float, ...]:
    return tuple(float(part) for part in text.split(","))


def _beg_params(args: argparse.Namespace) -> BegParams:
    return BegParams(
        rated_w=args.module_power[-1],
        silence_timeout_s=args.silence_timeout,
        walk_in=args.walk_in > 0,
        walk_in_s=args.walk_in or BegParams().walk_in_s,
        direction_change_s=args.direction_change,
        refuse_mode_change_while_on=not args.allow_mode_change_while_on,
    )
