"""``python -m v2xsdk.cli`` is `v2x`."""

from v2xsdk.cli.main import main

main()
