"""`v2x firmware`: signed images, and bringing them onto a device."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from v2xsdk.cli.options import common_options
from v2xsdk.cli.service import certificate_option, check_armed, device_option, opened
from v2xsdk.errors import ConfigError

if TYPE_CHECKING:
    from v2xsdk.firmware.image import SignedImage
    from v2xsdk.firmware.update import UpdateProgress
    from v2xsdk.model.service import FirmwareState

_KEYS = click.option(
    "--key",
    "key_files",
    type=click.Path(path_type=Path),
    multiple=True,
    required=True,
    metavar="PEM",
    help="Ed25519 key that is trusted; may be repeated.",
)


@click.group("firmware")
def firmware_group() -> None:
    """Sign firmware, look into images, update a device."""


@firmware_group.command("sign")
@click.argument("image", type=click.Path(path_type=Path))
@click.option("--key", "key_file", type=click.Path(path_type=Path), required=True, metavar="PEM", help="Private key.")
@click.option("--product", required=True, help="Product the image is for.")
@click.option("--hardware", required=True, metavar="N[-M]", help="Hardware revisions it runs on.")
@click.option("--version", "version_text", required=True, metavar="A.B.C", help="Version of the firmware.")
@click.option("--counter", type=click.IntRange(min=0), required=True, help="Security counter.")
@click.option("--test-key", is_flag=True, help="Mark the image as made with a test key.")
@click.option("--output", type=click.Path(path_type=Path), required=True, metavar="FILE", help="Where it goes.")
@common_options
def sign_image(
    image: Path,
    key_file: Path,
    product: str,
    hardware: str,
    version_text: str,
    counter: int,
    test_key: bool,
    output: Path,
    as_json: bool,
) -> None:
    """Make a signed image of the file IMAGE."""
    from v2xsdk.firmware.image import load
    from v2xsdk.firmware.keys import load_private_key
    from v2xsdk.firmware.sign import parse_hardware, parse_version, sign

    key = load_private_key(key_file)
    signed = sign(
        _read(image),
        key,
        product=product,
        hardware=parse_hardware(hardware),
        version=parse_version(version_text),
        security_counter=counter,
        test_key=test_key,
    )
    _write(output, signed)
    _show_image(load(signed, [key.public]), as_json)


@firmware_group.command("inspect")
@click.argument("file", type=click.Path(path_type=Path))
@_KEYS
@common_options
def inspect(file: Path, key_files: tuple[Path, ...], as_json: bool) -> None:
    """Check signature and hashes of FILE and show what it is."""
    _show_image(_load(file, key_files), as_json)


@firmware_group.command("update")
@click.argument("file", type=click.Path(path_type=Path))
@_KEYS
@click.option("--armed", is_flag=True, help="Allow this on real hardware.")
@click.option(
    "--unlock",
    "unlock_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Secret that unlocks programming (UDS).",
)
@certificate_option
@device_option
@common_options
def update_device(
    file: Path,
    key_files: tuple[Path, ...],
    armed: bool,
    unlock_file: Path | None,
    certificate_file: Path | None,
    url: str,
    as_json: bool,
) -> None:
    """Install FILE; started again after an interruption, it goes on where it stopped."""
    check_armed(url, armed)
    image = _load(file, key_files)
    after = asyncio.run(_update(url, image, as_json, unlock_file, certificate_file))
    if as_json:
        from v2xsdk.cli.output import print_json, tagged

        print_json(tagged("firmware", after))
        return
    click.echo(f"slot {after.active} runs {image.manifest.version}")


async def _update(
    url: str, image: SignedImage, as_json: bool, unlock_file: Path | None, certificate_file: Path | None
) -> FirmwareState:
    from v2xsdk.firmware.update import update

    with _progress(as_json) as progress:
        async with opened(url, unlock_file, certificate_file) as port:
            return await update(port.firmware(), image, progress)


@contextmanager
def _progress(as_json: bool) -> Iterator[Callable[[UpdateProgress], None]]:
    """Yield what shows progress: a bar, or a JSON line for each block."""
    if as_json:
        from v2xsdk.cli.output import print_json, tagged

        yield lambda progress: print_json(tagged("progress", progress))
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("firmware", total=None)

        def show(progress: UpdateProgress) -> None:
            resumed = progress.resumed_at and progress.done == progress.resumed_at
            bar.update(
                task, completed=progress.done, total=progress.total, description="continued" if resumed else None
            )

        yield show


def _load(file: Path, key_files: tuple[Path, ...]) -> SignedImage:
    from v2xsdk.firmware.image import load
    from v2xsdk.firmware.keys import load_public_key

    return load(_read(file), [load_public_key(path) for path in key_files])


def _show_image(image: SignedImage, as_json: bool) -> None:
    manifest = image.manifest
    fields = {
        "product": manifest.product,
        "hardware": "{}-{}".format(*manifest.hardware),
        "version": str(manifest.version),
        "security_counter": manifest.security_counter,
        "image_bytes": manifest.image_size,
        "blocks": len(manifest.block_hashes),
        "key_id": manifest.key_id.hex(),
        "test_key": manifest.test_key,
        "manifest_sha256": image.manifest_hash.hex(),
    }
    if as_json:
        from v2xsdk.cli.output import print_json

        print_json({"kind": "firmware_image", **fields})
        return
    for name, value in fields.items():
        click.echo(f"{name:<17}{value}")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}") from error


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror}") from error
