"""The demo: a school bus on emulated hardware, judged by the emulator's own log."""
