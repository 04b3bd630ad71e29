"""Entry point: ``python -m v2xsdk_emulator`` and ``v2x-emulator``."""

from __future__ import annotations

import sys


def main(argv: list[str] | None = None) -> int:
    """Run the emulator until its standard input ends; return the exit status."""
    from v2xsdk.errors import V2xError
    from v2xsdk_emulator.options import parser, rig_options

    args = parser().parse_args(argv)
    try:
        options = rig_options(args)
        from v2xsdk_emulator.process import run

        return run(args, options)
    except (V2xError, OSError) as error:
        sys.stderr.write(f"v2x-emulator: {error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
