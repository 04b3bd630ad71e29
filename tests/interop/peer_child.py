"""Runs the PyPI package `iso15118` as charger or vehicle; executed by the package's own virtual environment.

Arguments: role (secc | evcc), and a JSON object: interface, pki, protocol, service, mode, control, tls, auth, install.
Prints READY when the charger listens; the vehicle exits 0 after a complete session.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

WARM_UPS = 12


def environment(role: str, job: dict[str, Any]) -> None:
    """The package reads its settings from the environment."""
    os.environ.update(
        NETWORK_INTERFACE=job["interface"],
        PKI_PATH=job["pki"].rstrip("/") + "/",
        LOG_LEVEL="ERROR",
        MESSAGE_LOG_JSON="False",
        ENABLE_TLS_1_3=str(job["tls"] == "1.3"),
        PROTOCOLS=job["protocol"],
        AUTH_MODES="PNC" if job["auth"] == "pnc" else "EIM",
        JAVA_TOOL_OPTIONS="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        PEER_ROLE=role,
    )


def warm(codec: Any) -> None:
    """The codec is a cold Java machine: its first messages would miss every time limit."""
    protocol = {"ProtocolNamespace": "urn:din:70121:2012:MsgDef", "VersionNumberMajor": 2, "VersionNumberMinor": 0}
    offer = {"supportedAppProtocolReq": {"AppProtocol": [{**protocol, "SchemaID": 1, "Priority": 1}]}}
    namespace = "urn:iso:15118:2:2010:AppProtocol"
    for _ in range(WARM_UPS):
        codec.decode(codec.encode(json.dumps(offer), namespace), namespace)


async def charger(codec: Any) -> None:
    from iso15118.secc import SECCHandler  # type: ignore[import-not-found]
    from iso15118.secc.controller.interface import ServiceStatus  # type: ignore[import-not-found]
    from iso15118.secc.controller.simulator import SimEVSEController  # type: ignore[import-not-found]
    from iso15118.secc.secc_settings import Config  # type: ignore[import-not-found]

    class Announcing(SimEVSEController):  # type: ignore[misc]
        async def set_status(self, status: Any) -> None:
            await super().set_status(status)
            if status == ServiceStatus.READY:
                sys.stdout.write("READY\n")
                sys.stdout.flush()

    config = Config()
    config.load_envs(env_path=str(Path(tempfile.gettempdir(), "no-such-env")))
    controller = Announcing()
    await controller.set_status(ServiceStatus.STARTING)
    await SECCHandler(exi_codec=codec, evse_controller=controller, config=config).start(config.iface)


async def vehicle(codec: Any, job: dict[str, Any]) -> None:
    from iso15118.evcc import EVCCHandler  # type: ignore[import-not-found]
    from iso15118.evcc.controller.simulator import SimEVController  # type: ignore[import-not-found]
    from iso15118.evcc.evcc_config import EVCCConfig  # type: ignore[import-not-found]
    from iso15118.shared.comm_session import V2GCommunicationSession  # type: ignore[import-not-found]
    from iso15118.shared.settings import load_shared_settings  # type: ignore[import-not-found]

    load_shared_settings(str(Path(tempfile.gettempdir(), "no-such-env")))
    secure = job["tls"] != "none"
    values: dict[str, Any] = {
        "supportedProtocols": [job["protocol"]],
        "isCertInstallNeeded": job["install"],
        "useTls": secure,
        "enforceTls": secure,
        "chargeLoopCycle": 5,
        "chargeLoopDelay": 0,
    }
    if job["service"]:
        values["supportedEnergyServices"] = [job["service"]]
    if job["mode"]:
        values["energyTransferMode"] = job["mode"]
    config = EVCCConfig(**values)
    config.load_raw_values()
    controller = SimEVController(config)
    prefer(controller, job["control"])
    done = asyncio.Event()
    handle = V2GCommunicationSession.process_message

    async def watched(session: Any, data: bytes) -> None:
        stopping = str(session.current_state.message) == "SessionStopReq" or "SessionStop" in str(session.current_state)
        await handle(session, data)
        if stopping:
            done.set()

    V2GCommunicationSession.process_message = watched
    handler = EVCCHandler(evcc_config=config, iface=job["interface"], exi_codec=codec, ev_controller=controller)
    session = asyncio.ensure_future(handler.start())
    await asyncio.wait({session, asyncio.ensure_future(done.wait())}, return_when=asyncio.FIRST_COMPLETED)
    leave(0 if done.is_set() else 1)


def prefer(controller: Any, control: str) -> None:
    """Let the simulated vehicle pick the parameter set of a control mode."""
    wanted = {"scheduled": 1, "dynamic": 2}.get(control)
    pick = controller.select_energy_service_v20

    async def select(services: Any) -> Any:
        chosen = await pick(services)
        for offered in services:
            for parameters in offered.parameter_sets if offered.service == chosen.service else ():
                if any(p.name == "ControlMode" and p.int_value == wanted for p in parameters.parameters):
                    chosen.parameter_set = parameters
        return chosen

    controller.select_energy_service_v20 = select


def leave(code: int) -> None:
    """End at once: the Java codec is a child that does not end by itself."""
    import psutil  # type: ignore[import-untyped]

    for child in psutil.Process().children(recursive=True):
        child.kill()
    os._exit(code)


def main() -> None:
    role, job = sys.argv[1], json.loads(sys.argv[2])
    environment(role, job)
    from iso15118.shared.exificient_exi_codec import ExificientEXICodec  # type: ignore[import-not-found]

    codec = ExificientEXICodec()
    warm(codec)
    try:
        asyncio.run(charger(codec) if role == "secc" else vehicle(codec, job))
    finally:
        leave(1)


if __name__ == "__main__":
    main()
